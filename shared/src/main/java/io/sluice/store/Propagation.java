package io.sluice.store;

import java.time.Duration;

/**
 * How long changes took from their write to a node's replica, over the last seconds before its report.
 *
 * @param count changes that were measured, at least one
 * @param p50 no longer than that for half of them
 * @param p99 no longer than that for 99 of 100
 */
public record Propagation(long count, Duration p50, Duration p99) {
    public Propagation {
        if (count < 1) {
            throw new IllegalArgumentException("count: " + count + " (expected: at least 1)");
        }
        if (p50.isNegative() || p99.compareTo(p50) < 0) {
            throw new IllegalArgumentException(
                    "p50, p99: %s, %s (expected: at least 0, the second one not less)".formatted(p50, p99));
        }
    }
}
