package io.sluice.api.nodes;

import io.sluice.store.Propagation;
import io.sluice.store.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A live subscriber, as of its last report.
 *
 * @param reportedAt when that was
 * @param rejected the values that it has and refuses to use
 * @param lastError null if nothing went wrong, or the caller does not reach all namespaces
 */
record NodeView(
        String id,
        String host,
        String application,
        String version,
        String state,
        Instant startedAt,
        Instant reportedAt,
        List<Applied> namespaces,
        List<Rejected> rejected,
        @Nullable String lastError) {
    /**
     * How far it has come in a namespace.
     *
     * @param lag null if it is in another epoch, where offsets do not compare
     * @param propagation null if no change came lately, or the node does not tell
     */
    record Applied(
            String namespace,
            String epoch,
            long offset,
            long revision,
            @Nullable Lag lag,
            @Nullable Spread propagation) {}

    /**
     * How long changes took from their write to the node's memory, over the last 10 to 20 seconds before its report.
     *
     * @param p50 milliseconds, with parts of them; no longer than that for half of the changes
     * @param p99 the same for 99 of 100
     * @param count of the changes
     */
    record Spread(double p50, double p99, long count) {
        static Spread of(Propagation told) {
            return new Spread(millis(told.p50()), millis(told.p99()), told.count());
        }

        private static double millis(Duration span) {
            return span.toNanos() / 1e6;
        }
    }

    /**
     * How far it is behind.
     *
     * @param offsets between what it has applied and the head
     * @param milliseconds how long the oldest change that it has not applied had been out when it reported
     */
    record Lag(long offsets, long milliseconds) {}

    /**
     * A value that something in it refuses.
     *
     * @param revision of the value
     */
    record Rejected(String namespace, String name, long revision, String reason) {
        static Rejected of(Rejection rejection) {
            return new Rejected(
                    rejection.namespace().text(),
                    rejection.name().text(),
                    rejection.revision().micros(),
                    rejection.reason());
        }

        /** For those who are not shown the value. */
        Rejected withoutReason() {
            return new Rejected(namespace, name, revision, "the value is secret, and so is the reason");
        }
    }
}
