package io.sluice.setting;

import java.util.regex.Pattern;

/**
 * One uninterrupted life of a namespace's feed; offsets compare only within one.
 *
 * @param text {@code <microseconds at its start>-<8 hex digits of the Redis replication id>}
 */
public record Epoch(String text) {
    private static final Pattern PATTERN = Pattern.compile("[0-9]{1,16}-[0-9a-f]{8}");

    public Epoch {
        if (!PATTERN.matcher(text).matches()) {
            throw new InvalidInputException("epoch", text, "<microseconds>-<8 hex digits>");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
