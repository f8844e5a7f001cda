package io.sluice.watch;

import io.sluice.setting.Namespace;
import io.sluice.setting.Snapshot;
import io.sluice.store.Feed;
import io.sluice.store.StoreException;
import java.util.Optional;

/**
 * Namespaces as Redis holds them now, each at one moment. Where this process has a replica, only what that lacks is read.
 * The replica itself is left as it is. Thread-safe.
 */
public final class CurrentSnapshots {
    private final Resync resync;
    private final Replicas replicas;

    public CurrentSnapshots(Feed feed, Replicas replicas) {
        this.resync = new Resync(feed);
        this.replicas = replicas;
    }

    /**
     * Reads a namespace.
     *
     * @return empty if Redis holds nothing of it, which says nothing about the settings that it may have had
     * @throws StoreException if Redis could not be asked
     */
    public Optional<Snapshot> read(Namespace namespace) {
        var held = replicas.find(namespace).map(Replica::snapshot).orElseGet(() -> Snapshot.empty(namespace));
        var outcome = resync.from(held);
        if (outcome instanceof Resync.Outcome.Delta delta) {
            return Optional.of(held.merge(delta.entries(), delta.head()));
        }
        return outcome instanceof Resync.Outcome.Whole whole ? Optional.of(whole.redis()) : Optional.empty();
    }
}
