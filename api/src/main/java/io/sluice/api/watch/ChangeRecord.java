package io.sluice.api.watch;

import io.sluice.setting.Entry;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import java.util.ArrayList;
import java.util.List;

/** What took a namespace from one position to a later one of the same epoch. Each entry is made JSON once. Thread-safe. */
final class ChangeRecord {
    /** What a record and an entry take up beside their text, roughly. */
    static final long OVERHEAD = 250;

    private final Namespace namespace;
    private final Position before;
    private final Head after;
    private final List<Entry> entries;
    private final long cost;
    private byte[][] json = {};

    /** Takes the entries that differ, which may be none. */
    ChangeRecord(Namespace namespace, Position before, Head after, List<Entry> entries) {
        this.namespace = namespace;
        this.before = before;
        this.after = after;
        this.entries = List.copyOf(entries);
        this.cost = OVERHEAD + entries.stream().mapToLong(ChangeRecord::cost).sum();
    }

    /** What an entry and its JSON take up, in bytes, roughly. */
    static long cost(Entry entry) {
        long value =
                entry instanceof Entry.Present setting ? setting.value().json().length() : 0;
        return OVERHEAD + 2 * (value + entry.name().text().length());
    }

    Position before() {
        return before;
    }

    Head after() {
        return after;
    }

    long cost() {
        return cost;
    }

    /** The event for those who watch these names, in pieces; none if there is none of these names. */
    List<byte[]> event(NameFilter filter, EntryJson encoder) {
        var pieces = new ArrayList<byte[]>();
        for (int i = 0; i < entries.size(); i++) {
            if (filter.matches(entries.get(i).name())) {
                pieces.add(pieces.isEmpty() ? Events.change(after) : Events.comma());
                pieces.add(json(encoder)[i]);
            }
        }
        if (!pieces.isEmpty()) {
            pieces.add(Events.end());
        }
        return pieces;
    }

    private synchronized byte[][] json(EntryJson encoder) {
        if (json.length == 0) {
            json = entries.stream().map(entry -> encoder.of(namespace, entry)).toArray(byte[][]::new);
        }
        return json;
    }
}
