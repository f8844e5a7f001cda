package io.sluice.testing;

import io.sluice.setting.Entry;
import io.sluice.setting.Epoch;
import io.sluice.setting.Head;
import io.sluice.setting.Position;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.TraceParent;
import io.sluice.store.FeedPage;
import io.sluice.store.FeedPage.Coverage;
import io.sluice.store.FeedPage.Cursor;
import io.sluice.store.Message;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The entries of a namespace, and its feed: each name once, at its last change. Not thread-safe. */
final class InMemoryNamespace {
    private static final int PAGE = 1000;

    private final Epoch epoch;
    private final Map<SettingName, Place> places = new LinkedHashMap<>();
    private long offset;
    private long revision;

    InMemoryNamespace(Epoch epoch) {
        this.epoch = epoch;
    }

    /** An entry where the feed has it; places are kept in the order of their offsets. */
    private record Place(long offset, Entry entry) {}

    Optional<Head> head() {
        return offset == 0 ? Optional.empty() : Optional.of(reached());
    }

    /** Of the newest write; 0 before the first. */
    long revision() {
        return revision;
    }

    /** How many names it holds, tombstones included. */
    int size() {
        return places.size();
    }

    @Nullable
    Entry find(SettingName name) {
        var place = places.get(name);
        return place == null ? null : place.entry();
    }

    /**
     * Puts entries at the end of the feed, in the place of what their names held.
     *
     * @param entries no name twice
     * @param trace the span that their write was part of; null for none
     * @return what is to be published
     */
    Message take(List<Entry> entries, @Nullable TraceParent trace) {
        long first = offset + 1;
        for (var entry : entries) {
            places.remove(entry.name());
            places.put(entry.name(), new Place(++offset, entry));
            revision = Math.max(revision, entry.revision().micros());
        }
        return new Message(reached(), first, entries, trace);
    }

    /** Nothing is ever lost here, so what is absent does not exist. */
    FeedPage since(@Nullable Position after) {
        if (offset == 0) {
            return new FeedPage.Nothing();
        }
        if (after == null || !after.epoch().equals(epoch)) {
            return page(0, Coverage.COMPLETE);
        }
        return after.offset() > offset ? new FeedPage.Ahead(reached()) : page(after.offset(), Coverage.DELTA);
    }

    /** The page behind an offset, for a reader that is covered like that with the last one. */
    FeedPage page(long after, Coverage coverage) {
        var page = places.values().stream()
                .dropWhile(place -> place.offset() <= after)
                .limit(PAGE)
                .toList();
        long last = page.isEmpty() ? offset : page.get(page.size() - 1).offset();
        var cursor = last < offset ? Cursor.behind(last) : null;
        var entries = page.stream().map(Place::entry).toList();
        return new FeedPage.Changes(coverage, reached(), entries, cursor);
    }

    private Head reached() {
        return new Head(new Position(epoch, offset), new Revision(revision));
    }
}
