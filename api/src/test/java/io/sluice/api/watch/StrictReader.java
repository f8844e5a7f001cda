package io.sluice.api.watch;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a whole event stream by the letter of the HTML standard (section 9.2.6), and takes for an error what the standard
 * lets pass but Sluice never sends.
 */
final class StrictReader {
    private final List<Event> events = new ArrayList<>();
    private String id = "";
    private String type = "";
    private String data = "";
    private long retry;

    private StrictReader() {}

    /** An event as a client's program gets it. */
    record Event(String type, String id, String data) {}

    static StrictReader of(byte[] stream) {
        var reader = new StrictReader();
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(stream))
                    .toString();
            if (!text.isEmpty() && !text.endsWith("\n\n")) {
                throw new AssertionError("stream: ends within an event");
            }
            // Whatever ends a line for a browser ends it here.
            for (var line : text.split("\r\n|\n|\r", -1)) {
                reader.take(line);
            }
        } catch (CharacterCodingException e) {
            throw new AssertionError("stream: not UTF-8", e);
        }
        return reader;
    }

    List<Event> events() {
        return events;
    }

    /** What the client would resume after. */
    String lastId() {
        return id;
    }

    long retry() {
        return retry;
    }

    private void take(String line) {
        if (line.isEmpty()) {
            if (!data.isEmpty()) {
                events.add(new Event(type.isEmpty() ? "message" : type, id, data));
            }
            data = "";
            type = "";
        } else if (!line.equals(":")) {
            int colon = line.indexOf(": ");
            if (colon < 0) {
                throw new AssertionError("line: " + line);
            }
            field(line.substring(0, colon), line.substring(colon + 2));
        }
    }

    private void field(String name, String value) {
        switch (name) {
            case "id" -> id = value;
            case "event" -> type = value;
            case "data" -> {
                if (!data.isEmpty()) {
                    throw new AssertionError("data: a second line: " + value);
                }
                data = value;
            }
            case "retry" -> retry = Long.parseLong(value);
            default -> throw new AssertionError("field: " + name);
        }
    }
}
