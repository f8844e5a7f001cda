package io.sluice.api.admin;

import io.sluice.api.EntryShape;
import io.sluice.definition.Definition.Mark;
import io.sluice.definition.Definitions;
import io.sluice.http.Role;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import io.sluice.store.Feed;
import io.sluice.watch.CurrentSnapshots;
import io.sluice.watch.Replicas;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** The definitions that are in force: as this node has them, or as Redis holds them. Thread-safe. */
@Component
final class Rules implements EntryShape {
    private final Spaces spaces;
    private final CurrentSnapshots current;

    /** Of each namespace those that were asked for last: seldom are there others. */
    private final Map<Namespace, Definitions> last = new ConcurrentHashMap<>();

    Rules(Spaces spaces, Feed feed, Replicas replicas) {
        this.spaces = spaces;
        this.current = new CurrentSnapshots(feed, replicas);
    }

    /** The definitions in a snapshot. */
    Definitions in(Snapshot snapshot) {
        var namespace = snapshot.namespace();
        var known = last.getOrDefault(namespace, Definitions.none());
        var there = known.in(snapshot);
        if (there != known) {
            last.put(namespace, there);
        }
        return there;
    }

    /** As this node has them, or Redis where the node does not have the namespace. */
    Definitions here(Namespace namespace) {
        return spaces.known(namespace).map(this::in).orElseGet(() -> now(namespace));
    }

    /** As Redis holds them. */
    Definitions now(Namespace namespace) {
        return current.read(namespace).map(this::in).orElse(Definitions.none());
    }

    @Override
    public Function<SettingName, Set<Mark>> marks(Snapshot moment) {
        return in(moment)::marks;
    }

    @Override
    public EntryView of(Namespace namespace, Entry entry, Set<Mark> marks, Role reader) {
        return EntryView.of(namespace, entry, marks, reader);
    }
}
