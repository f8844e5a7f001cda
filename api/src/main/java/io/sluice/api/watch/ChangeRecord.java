package io.sluice.api.watch;

import io.sluice.api.EntryShape;
import io.sluice.definition.Definition.Mark;
import io.sluice.http.Role;
import io.sluice.setting.Entry;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.SettingName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What took a namespace from one position to a later one of the same epoch. Each entry is made JSON once, and a secret one
 * twice: for those who are shown it and for those who are not. Thread-safe.
 */
final class ChangeRecord {
    /** What a record and an entry take up beside their text, roughly. */
    static final long OVERHEAD = 250;

    private final Namespace namespace;
    private final Position before;
    private final Head after;
    private final List<Entry> entries;
    private final List<Set<Mark>> marks;
    private final long cost;
    private byte[][] json = {};
    private byte[][] masked = {};

    /**
     * Takes the entries that differ, which may be none.
     *
     * @param marks of each setting, by the definitions behind the change
     */
    ChangeRecord(
            Namespace namespace,
            Position before,
            Head after,
            List<Entry> entries,
            Function<SettingName, Set<Mark>> marks) {
        this.namespace = namespace;
        this.before = before;
        this.after = after;
        this.entries = List.copyOf(entries);
        this.marks =
                this.entries.stream().map(entry -> marks.apply(entry.name())).toList();
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

    /** The event for those of that role who watch these names, in pieces; none if there is none of these names. */
    List<byte[]> event(NameFilter filter, Role reader, EntryJson encoder) {
        var encoded = json(reader, encoder);
        var pieces = new ArrayList<byte[]>();
        for (int i = 0; i < entries.size(); i++) {
            if (filter.matches(entries.get(i).name())) {
                pieces.add(pieces.isEmpty() ? Events.change(after) : Events.comma());
                pieces.add(encoded[i]);
            }
        }
        if (!pieces.isEmpty()) {
            pieces.add(Events.end());
        }
        return pieces;
    }

    private synchronized byte[][] json(Role reader, EntryJson encoder) {
        if (marks.stream().allMatch(known -> EntryShape.isShown(known, reader))) {
            json = json.length == 0 ? encode(reader, encoder) : json;
            return json;
        }
        masked = masked.length == 0 ? encode(reader, encoder) : masked;
        return masked;
    }

    private byte[][] encode(Role reader, EntryJson encoder) {
        var encoded = new byte[entries.size()][];
        for (int i = 0; i < encoded.length; i++) {
            encoded[i] = encoder.of(namespace, entries.get(i), marks.get(i), reader);
        }
        return encoded;
    }
}
