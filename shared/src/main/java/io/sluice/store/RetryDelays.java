package io.sluice.store;

import java.time.Duration;

/**
 * When what was refused is tried again: each time after twice as long as the time before.
 *
 * @param first delay; at least a millisecond
 * @param longest delay; not shorter than the first
 */
public record RetryDelays(Duration first, Duration longest) {
    public RetryDelays {
        if (first.toMillis() < 1) {
            throw new IllegalArgumentException("first retry: %s (expected: after 1 ms or more)".formatted(first));
        }
        if (longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "longest retry: %s (expected: as long as the first, %s, or longer)".formatted(longest, first));
        }
    }

    /** A minute at first, an hour at most. */
    public static RetryDelays standard() {
        return new RetryDelays(Duration.ofMinutes(1), Duration.ofHours(1));
    }
}
