package io.sluice.batch.local;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has to be stopped when the run is over, the last first. Thread-safe: a second close waits for the first one. */
final class Stops implements AutoCloseable {
    private final Deque<Stop> stops = new ArrayDeque<>();
    private final Terminal terminal;
    private final Pace pace;
    private boolean closed;

    /** @param pace ends with the first close */
    Stops(Terminal terminal, Pace pace) {
        this.terminal = terminal;
        this.pace = pace;
    }

    private record Stop(String name, Runnable action) {}

    /** What comes too late is stopped at once. */
    synchronized void add(String name, Runnable action) {
        var stop = new Stop(name, action);
        if (closed) {
            stop(stop);
        } else {
            stops.push(stop);
        }
    }

    @Override
    public void close() {
        pace.end();
        stopAll();
    }

    private synchronized void stopAll() {
        closed = true;
        while (!stops.isEmpty()) {
            stop(stops.pop());
        }
    }

    /** One that does not stop keeps no other one running. */
    private void stop(Stop stop) {
        try {
            stop.action.run();
            terminal.say("Stopped " + stop.name);
        } catch (RuntimeException e) {
            terminal.say("Not stopped: " + stop.name + ": " + e.getMessage());
        }
    }
}
