package io.sluice.store;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How much may wait for a subscriber before Redis cuts it off.
 *
 * @param hard bytes at which that is done at once; 0 for never
 * @param soft bytes at which it is done after that many seconds; 0 for never
 * @param seconds for how long there may be as much as the soft limit
 */
record OutputBuffer(long hard, long soft, long seconds) {
    static final String EXPECTED = "pubsub with a hard limit, of 8 MB or more, and no soft one below 1 MB";

    private static final long LEAST_HARD = 8L << 20;
    private static final long LEAST_SOFT = 1L << 20;
    private static final Pattern OF_SUBSCRIBERS =
            Pattern.compile("(?:^| )pubsub (\\d{1,18}) (\\d{1,18}) (\\d{1,18})(?: |$)");

    /** Reads it out of {@code client-output-buffer-limit}, which has all kinds of clients. */
    static Optional<OutputBuffer> ofSubscribers(String configured) {
        var found = OF_SUBSCRIBERS.matcher(configured);
        return found.find()
                ? Optional.of(new OutputBuffer(
                        Long.parseLong(found.group(1)), Long.parseLong(found.group(2)), Long.parseLong(found.group(3))))
                : Optional.empty();
    }

    /** Whether it lets bursts pass, and does not let one subscriber fill the memory. */
    boolean isFit() {
        return hard >= LEAST_HARD && (soft == 0 || soft >= LEAST_SOFT);
    }

    @Override
    public String toString() {
        return "pubsub %d %d %d".formatted(hard, soft, seconds);
    }
}
