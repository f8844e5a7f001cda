package io.sluice.api.nodes;

import io.sluice.store.Rejection;
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
     */
    record Applied(
            String namespace,
            String epoch,
            long offset,
            long revision,
            @Nullable Lag lag) {}

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
