package io.sluice.api.watch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A client in memory, that takes as much as a test lets it. */
final class MemoryWire implements Wire {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private int room;
    private int flushed;
    private String end = "";
    private boolean isBroken;

    MemoryWire(int room) {
        this.room = room;
    }

    void room(int bytes) {
        room = bytes;
    }

    /** Every write fails from now on. */
    void breakDown() {
        isBroken = true;
    }

    /** What has arrived. */
    String text() {
        return taken.toString(StandardCharsets.UTF_8).substring(0, flushed);
    }

    /** How it ended; empty while it has not. */
    String end() {
        return end;
    }

    @Override
    public void serve(EventStream stream) {
        // The test wakes it.
    }

    @Override
    public boolean isReady() {
        return end.isEmpty() && room > 0;
    }

    @Override
    public boolean isIdle() {
        return room > 0;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (isBroken) {
            throw new IOException("broken pipe");
        }
        taken.write(bytes, from, length);
        room -= length;
    }

    @Override
    public void flush() {
        flushed = taken.size();
    }

    @Override
    public void complete() {
        end += "completed";
    }

    @Override
    public void hangUp() {
        end += "hung up";
    }
}
