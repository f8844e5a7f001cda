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
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Reads what a replica has missed: only that, where its position still counts, else the whole namespace. The pages are
 * put together aside. The feed holds every name once, at its last change, so a name that changes while the pages are
 * read comes again on a later one: with the page that reaches the head they make up the namespace at one moment.
 */
final class Resync {
    /**
     * How many may read at once in this process: more than can work only keep each other from coming to an end. While one waits
     * for Redis another one works.
     */
    private static final Semaphore TURNS =
            new Semaphore(2 * Runtime.getRuntime().availableProcessors(), true);

    private final Feed feed;

    Resync(Feed feed) {
        this.feed = feed;
    }

    /** What came of it. */
    sealed interface Outcome {
        /**
         * What changed behind the replica's position.
         *
         * @param entries tombstones included
         * @param head that the replica has come to with them
         */
        record Delta(List<Entry> entries, Head head) implements Outcome {}

        /**
         * All that Redis holds, at one moment.
         *
         * @param redis what it holds, tombstones included
         * @param coverage whether a name that is absent is gone, or may have been lost
         */
        record Whole(Snapshot redis, Coverage coverage) implements Outcome {}

        /** Redis holds nothing, and that means nothing. */
        record Nothing() implements Outcome {}
    }

    /** Reads what the snapshot lacks. Where Redis has lost changes that the snapshot holds, that is the whole. */
    Outcome from(Snapshot held) {
        return inTurn(() -> {
            var head = held.head();
            var page = feed.since(held.namespace(), head == null ? null : head.position());
            return page instanceof FeedPage.Ahead
                    ? outcome(held.namespace(), feed.since(held.namespace(), null))
                    : outcome(held.namespace(), page);
        });
    }

    /** Reads the whole namespace. */
    Outcome whole(Namespace namespace) {
        return inTurn(() -> outcome(namespace, feed.since(namespace, null)));
    }

    private static Outcome inTurn(Supplier<Outcome> reading) {
        TURNS.acquireUninterruptibly();
        try {
            return reading.get();
        } finally {
            TURNS.release();
        }
    }

    private Outcome outcome(Namespace namespace, FeedPage first) {
        var page = first;
        List<Entry> entries = new ArrayList<>();
        while (page instanceof FeedPage.Changes changes) {
            entries.addAll(changes.entries());
            if (changes.cursor() == null) {
                return changes.coverage() == Coverage.DELTA
                        ? new Outcome.Delta(entries, changes.head())
                        : new Outcome.Whole(
                                Snapshot.empty(namespace).merge(entries, changes.head()), changes.coverage());
            }
            page = feed.next(namespace, changes);
            if (beginsAnew(page, changes)) {
                entries.clear();
            }
        }
        return new Outcome.Nothing();
    }

    /** Another epoch; or tombstones that belong to the delta were forgotten meanwhile. */
    private static boolean beginsAnew(FeedPage page, FeedPage.Changes before) {
        return page instanceof FeedPage.Changes changes
                && (!changes.head()
                                .position()
                                .epoch()
                                .equals(before.head().position().epoch())
                        || (before.coverage() == Coverage.DELTA && changes.coverage() != Coverage.DELTA));
    }
}
