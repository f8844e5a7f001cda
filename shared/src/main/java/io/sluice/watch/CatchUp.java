package io.sluice.watch;

import io.sluice.setting.Entry;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Snapshot;
import io.sluice.store.Feed;
import io.sluice.store.FeedPage;
import io.sluice.store.FeedPage.Coverage;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what a replica has missed: only that, where its position still counts, else the whole namespace. The pages are
 * put together aside. The feed holds every name once, at its last change, so a name that changes while the pages are
 * read comes again on a later one: with the page that reaches the head they make up the namespace at one moment.
 */
final class CatchUp {
    private final Feed feed;

    CatchUp(Feed feed) {
        this.feed = feed;
    }

    /** What came of it. */
    sealed interface Outcome {
        /**
         * The replica's next snapshot.
         *
         * @param entries how many were read for it
         */
        record Reached(Snapshot snapshot, int entries) implements Outcome {}

        /** Redis has lost changes that the replica holds. */
        record Ahead(Head redis) implements Outcome {}

        /** Redis holds nothing, and that means nothing. */
        record Nothing() implements Outcome {}
    }

    Outcome from(Snapshot held) {
        var namespace = held.namespace();
        var head = held.head();
        var page = feed.since(namespace, head == null ? null : head.position());
        List<Entry> entries = new ArrayList<>();
        while (page instanceof FeedPage.Changes changes) {
            entries.addAll(changes.entries());
            if (changes.cursor() == null) {
                return new Outcome.Reached(combined(held, entries, changes), entries.size());
            }
            page = feed.next(namespace, changes);
            if (isOfAnotherEpoch(page, changes)) {
                entries.clear();
            }
        }
        return page instanceof FeedPage.Ahead ahead ? new Outcome.Ahead(ahead.head()) : new Outcome.Nothing();
    }

    private static boolean isOfAnotherEpoch(FeedPage page, FeedPage.Changes before) {
        return page instanceof FeedPage.Changes changes
                && !changes.head()
                        .position()
                        .epoch()
                        .equals(before.head().position().epoch());
    }

    /** A name that a complete namespace does not have is gone; any other absence means nothing. */
    private static Snapshot combined(Snapshot held, List<Entry> entries, FeedPage.Changes last) {
        if (last.coverage() != Coverage.COMPLETE) {
            return held.merge(entries, last.head());
        }
        var all = empty(held.namespace()).merge(entries, last.head());
        var newer = new ArrayList<Entry>();
        held.forEach(entry -> {
            if (all.entry(entry.name()) != null) {
                newer.add(entry);
            }
        });
        return all.merge(newer, last.head());
    }

    private static Snapshot empty(Namespace namespace) {
        return Snapshot.empty(namespace);
    }
}
