package io.sluice.store;

import io.sluice.setting.Entry;
import io.sluice.setting.Head;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of what has changed in a namespace. */
public sealed interface FeedPage {
    /**
     * Entries, oldest change first.
     *
     * @param coverage what the reader has once it has taken the last page
     * @param head of the namespace when the page was read
     * @param entries tombstones included
     * @param cursor where the next page begins; null when this page reaches the head, and only then are all pages
     *     together the namespace as it was at one moment
     */
    record Changes(
            Coverage coverage,
            Head head,
            List<Entry> entries,
            @Nullable Cursor cursor) implements FeedPage {
        public Changes {
            entries = List.copyOf(entries);
        }
    }

    /**
     * Where the next page begins.
     *
     * @param offset up to which the names are known
     * @param names of those, whose entries are still to be read
     * @param atOnce of how many of them the entries are to be read next
     */
    record Cursor(long offset, List<String> names, int atOnce) {
        public Cursor {
            names = List.copyOf(names);
        }

        /** Behind an offset, all of whose entries are read. */
        public static Cursor behind(long offset) {
            return new Cursor(offset, List.of(), 0);
        }
    }

    /**
     * The reader has seen more than Redis holds: Redis lost its newest changes.
     *
     * @param head what Redis still has
     */
    record Ahead(Head head) implements FeedPage {}

    /** Redis holds nothing of this namespace. That says nothing about the settings it may have had. */
    record Nothing() implements FeedPage {}

    /** What a run of pages covers. */
    enum Coverage {
        /** What changed behind the reader's position. */
        DELTA,
        /** All that Redis holds; names that are absent may be missing because Redis lost them. */
        FULL,
        /** All there is: a name that is absent does not exist. */
        COMPLETE
    }
}
