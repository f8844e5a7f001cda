package io.sluice.batch.local;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The entries of a namespace as one of its copies holds them.
 *
 * @param where which copy, in words
 * @param entries by name, sorted
 */
record Copy(String where, SortedMap<String, Held> entries) {

    Copy {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /**
     * An entry.
     *
     * @param value null if it was removed
     */
    record Held(long revision, @Nullable JsonNode value) {
        @Override
        public String toString() {
            var text = value == null ? "removed" : value.toString();
            return revision + " " + (text.length() > 60 ? text.substring(0, 60) + "…" : text);
        }
    }

    boolean holds(String name) {
        var held = entries.get(name);
        return held != null && held.value() != null;
    }

    boolean holds(String name, JsonNode value) {
        var held = entries.get(name);
        return held != null && value.equals(held.value());
    }

    /** Settings that are set, without Sluice's own. */
    int settings() {
        return visible().entries().size();
    }

    int removed() {
        return (int)
                entries.values().stream().filter(held -> held.value() == null).count();
    }

    /** What clients see: no tombstones, nothing of Sluice's own. */
    Copy visible() {
        var seen = new TreeMap<String, Held>();
        entries.forEach((name, held) -> {
            if (held.value() != null && !name.startsWith("$")) {
                seen.put(name, held);
            }
        });
        return new Copy(where, seen);
    }

    /** Where another copy is not equal to this one: in names, revisions, values or removals. Sorted by name. */
    List<String> differences(Copy other) {
        var names = new TreeSet<>(entries.keySet());
        names.addAll(other.entries.keySet());
        var differences = new ArrayList<String>();
        for (var name : names) {
            var mine = entries.get(name);
            var theirs = other.entries.get(name);
            if (mine == null || !mine.equals(theirs)) {
                differences.add("%s: %s: %s, %s: %s"
                        .formatted(
                                name,
                                where,
                                mine == null ? "nothing" : mine,
                                other.where,
                                theirs == null ? "nothing" : theirs));
            }
        }
        return differences;
    }
}
