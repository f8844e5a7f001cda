package io.sluice.store;

import java.time.Duration;

/**
 * What a store keeps within.
 *
 * @param requestMemory how long the answer to a request is remembered; at least a second
 * @param messageBytes size of the changes in a message above which it carries their names only; not negative
 * @param settings how many settings, tombstones included, a namespace may hold; at least 1
 */
public record StoreLimits(Duration requestMemory, long messageBytes, long settings) {
    public StoreLimits {
        if (requestMemory.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("request memory: %s (expected: 1 s or more)".formatted(requestMemory));
        }
        if (messageBytes < 0) {
            throw new IllegalArgumentException("message bytes: %d (expected: 0 or more)".formatted(messageBytes));
        }
        if (settings < 1) {
            throw new IllegalArgumentException("settings: %d (expected: 1 or more)".formatted(settings));
        }
    }

    /** A day, 64 KiB, a million settings. */
    public static StoreLimits standard() {
        return new StoreLimits(Duration.ofDays(1), 64 * 1024, 1_000_000);
    }
}
