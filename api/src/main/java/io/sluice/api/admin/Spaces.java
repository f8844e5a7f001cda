package io.sluice.api.admin;

import io.sluice.api.Namespaces;
import io.sluice.http.ProblemException;
import io.sluice.http.ProblemType;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import io.sluice.store.SettingStore;
import io.sluice.watch.Replica;
import io.sluice.watch.Replicas;
import io.sluice.watch.WatchState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.springframework.stereotype.Component;

/**
 * The namespaces, as this node knows them. One exists once it holds its own description; Redis is asked only about one
 * that this node has not heard of. Thread-safe.
 */
@Component
final class Spaces implements Namespaces {
    private static final Duration PATIENCE = Duration.ofMillis(250);
    private static final Duration PAUSE = Duration.ofMillis(2);

    private final Replicas replicas;
    private final SettingStore store;

    Spaces(Replicas replicas, SettingStore store) {
        this.replicas = replicas;
        this.store = store;
    }

    /**
     * Demands that a namespace exists.
     *
     * @throws ProblemException 404 if it does not
     */
    void require(Namespace namespace) {
        if (known(namespace).isEmpty()) {
            created(namespace);
        }
    }

    /** The namespace as this node has it; empty if it has not heard of it, or has not caught up. */
    Optional<Snapshot> known(Namespace namespace) {
        return replicas.find(namespace)
                .map(Replica::snapshot)
                .filter(snapshot -> snapshot.entry(SettingName.NAMESPACE) instanceof Entry.Present);
    }

    @Override
    public Snapshot snapshot(Namespace namespace) {
        var snapshot = known(namespace);
        if (snapshot.isPresent()) {
            return snapshot.get();
        }
        settle(namespace, created(namespace).revision());
        return known(namespace)
                .orElseThrow(() -> ProblemException.of(
                        ProblemType.UNAVAILABLE, "This node has not caught up with the namespace yet."));
    }

    /** Waits a little until this node has applied a write, so that whoever wrote it finds it here. */
    void settle(Namespace namespace, Revision written) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        // A new namespace has no replica before its first message has come.
        while (replicas.find(namespace).isEmpty()
                && replicas.state() == WatchState.LIVE
                && System.nanoTime() - end < 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        replicas.find(namespace)
                .filter(replica -> replica.state() != WatchState.STALE && replica.state() != WatchState.CLOSED)
                .ifPresent(replica -> await(replica, written, Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
    }

    private static void await(Replica replica, Revision written, Duration patience) {
        try {
            replica.awaitRevision(written, patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Entry created(Namespace namespace) {
        return store.read(namespace, SettingName.NAMESPACE)
                .filter(Entry.Present.class::isInstance)
                .orElseThrow(() -> ProblemException.of(
                                ProblemType.UNKNOWN_NAMESPACE,
                                "namespace: %s (expected: one that has been created)".formatted(namespace))
                        .at("namespace", "one that has been created"));
    }
}
