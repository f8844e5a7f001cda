package io.sluice.api.admin;

import io.sluice.definition.Definitions;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
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

    /** As this node has them; none where it does not have the namespace. */
    Definitions known(Namespace namespace) {
        return spaces.known(namespace).map(last::in).orElseGet(Definitions::none);
    }

    /** As this node has them, or Redis where the node does not have the namespace. */
    Definitions here(Namespace namespace) {
        return spaces.known(namespace).map(last::in).orElseGet(() -> now(namespace));
    }

    /** As Redis holds them. */
    Definitions now(Namespace namespace) {
        return current.read(namespace).map(last::in).orElseGet(Definitions::none);
    }

    /** The namespace with a write that was carried out: as this node has it, or as Redis holds it. */
    Snapshot with(Namespace namespace, Revision written) {
        return spaces.known(namespace)
                .filter(snapshot -> hasReached(snapshot, written))
                .or(() -> current.read(namespace))
                .orElseGet(() -> spaces.snapshot(namespace));
    }

    /** The namespace as Redis holds it, or as this node has it where Redis holds nothing. */
    Snapshot current(Namespace namespace) {
        return current.read(namespace).orElseGet(() -> spaces.snapshot(namespace));
    }

    private static boolean hasReached(Snapshot snapshot, Revision written) {
        var head = snapshot.head();
        return head != null && !written.isAfter(head.revision());
    }
}
