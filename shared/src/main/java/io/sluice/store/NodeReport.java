package io.sluice.store;

import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber says of itself.
 *
 * @param id unique to the process
 * @param host name of the machine
 * @param application name of the service
 * @param version of the service
 * @param state of its watcher, as the watcher names it
 * @param startedAt when the process started
 * @param reportedAt when the report was made, by the node's clock
 * @param follows which namespaces it follows; null if it tells only what it has applied
 * @param applied how far each of its replicas has come
 * @param propagation how long changes took to them lately; without those to which none came
 * @param rejected the values that it has and does not use; at most {@value #MAX_REJECTED}, more are left out
 * @param lastError the last thing that went wrong; null if nothing did
 */
public record NodeReport(
        String id,
        String host,
        String application,
        String version,
        String state,
        Instant startedAt,
        Instant reportedAt,
        @Nullable Scope follows,
        Map<Namespace, Head> applied,
        Map<Namespace, Propagation> propagation,
        List<Rejection> rejected,
        @Nullable String lastError) {
    private static final int MAX_REJECTED = 100;

    /** One that follows what it has applied, as far as it tells, and says nothing of how long that took. */
    public NodeReport(
            String id,
            String host,
            String application,
            String version,
            String state,
            Instant startedAt,
            Instant reportedAt,
            Map<Namespace, Head> applied,
            List<Rejection> rejected,
            @Nullable String lastError) {
        this(
                id,
                host,
                application,
                version,
                state,
                startedAt,
                reportedAt,
                null,
                applied,
                Map.of(),
                rejected,
                lastError);
    }

    public NodeReport {
        applied = Map.copyOf(applied);
        propagation = Map.copyOf(propagation);
        rejected = List.copyOf(rejected.subList(0, Math.min(rejected.size(), MAX_REJECTED)));
    }

    /** Whether the node follows a namespace. */
    public boolean follows(Namespace namespace) {
        return applied.containsKey(namespace) || (follows != null && follows.includes(namespace));
    }
}
