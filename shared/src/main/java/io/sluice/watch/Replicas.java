package io.sluice.watch;

import io.sluice.setting.Namespace;
import java.util.List;
import java.util.Optional;

/** The local copies of the namespaces that this process follows. Thread-safe. */
public interface Replicas {
    /** The copy of a namespace; empty if this process does not follow it or has not heard of it. */
    Optional<Replica> find(Namespace namespace);

    /** All copies, by name. */
    List<Replica> all();

    /** The worst state of them: closed, syncing, stale, live. */
    WatchState state();
}
