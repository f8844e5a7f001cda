package io.sluice.api.admin;

import io.sluice.definition.Definitions;
import io.sluice.setting.Namespace;
import io.sluice.setting.Snapshot;
import io.sluice.store.Feed;
import io.sluice.watch.CurrentSnapshots;
import io.sluice.watch.Replicas;
import org.springframework.stereotype.Component;

/** The definitions that are in force: as this node has them, or as Redis holds them. Thread-safe. */
@Component
final class Rules {
    private final Spaces spaces;
    private final CurrentSnapshots current;
    private final LastDefinitions last;

    Rules(Spaces spaces, Feed feed, Replicas replicas, LastDefinitions last) {
        this.spaces = spaces;
        this.current = new CurrentSnapshots(feed, replicas);
        this.last = last;
    }

    /** Those in a snapshot. */
    Definitions in(Snapshot snapshot) {
        return last.in(snapshot);
    }

    /** As this node has them, or Redis where the node does not have the namespace. */
    Definitions here(Namespace namespace) {
        return spaces.known(namespace).map(last::in).orElseGet(() -> now(namespace));
    }

    /** As Redis holds them. */
    Definitions now(Namespace namespace) {
        return current.read(namespace).map(last::in).orElse(Definitions.none());
    }
}
