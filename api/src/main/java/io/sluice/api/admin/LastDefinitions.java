package io.sluice.api.admin;

import io.sluice.api.EntryShape;
import io.sluice.definition.Definition.Mark;
import io.sluice.definition.Definitions;
import io.sluice.http.Role;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Snapshot;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * The definitions in snapshots. Of each namespace those that were asked for last are kept ready, for seldom are there
 * others. Thread-safe.
 */
@Component
final class LastDefinitions implements EntryShape {
    private final Map<Namespace, Definitions> last = new ConcurrentHashMap<>();

    Definitions in(Snapshot snapshot) {
        var namespace = snapshot.namespace();
        var known = last.getOrDefault(namespace, Definitions.none());
        var there = known.in(snapshot);
        if (there != known) {
            last.put(namespace, there);
        }
        return there;
    }

    @Override
    public Definitions definitions(Snapshot moment) {
        return in(moment);
    }

    @Override
    public EntryView of(Namespace namespace, Entry entry, Set<Mark> marks, Role reader) {
        return EntryView.of(namespace, entry, marks, reader);
    }
}
