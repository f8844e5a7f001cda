package io.sluice.setting;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Which write made an entry: unique and growing in its namespace, and the time of the write as well.
 *
 * @param micros microseconds since 1970-01-01T00:00Z by Redis' own clock, forced upward; from 1 to 2^53 - 1, so that
 *     every JSON reader and Lua hold it exactly
 */
public record Revision(long micros) implements Comparable<Revision> {
    private static final long MAX = (1L << 53) - 1;

    public Revision {
        if (micros < 1 || micros > MAX) {
            throw new InvalidInputException("revision", Long.toString(micros), "1 to " + MAX);
        }
    }

    /** Reads decimal digits. */
    public static Revision parse(String digits) {
        try {
            return new Revision(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            throw new InvalidInputException("revision", digits, "a decimal number from 1 to " + MAX);
        }
    }

    /** When the write happened, to the microsecond. */
    public Instant time() {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    public boolean isAfter(Revision other) {
        return micros > other.micros;
    }

    @Override
    public int compareTo(Revision other) {
        return Long.compare(micros, other.micros);
    }

    @Override
    public String toString() {
        return Long.toString(micros);
    }
}
