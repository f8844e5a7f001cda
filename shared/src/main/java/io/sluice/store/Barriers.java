package io.sluice.store;

import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import org.jspecify.annotations.Nullable;

/** Tells whether everything that was there at a moment has come into the archive since. Thread-safe. */
public interface Barriers {
    /**
     * How far a namespace is, and how much of that is archived.
     *
     * @throws StoreException if Redis could not be asked
     */
    Progress progress(Namespace namespace);

    /**
     * How far a namespace is.
     *
     * @param epoch in which this counts; null if the namespace holds nothing
     * @param head revision of the last write; null if there was none
     * @param oldestDirty since which revision something has been waiting to be archived; null if nothing is
     * @param recorded how many records the history has had
     * @param archivedRecords how many of them are archived
     */
    record Progress(
            @Nullable String epoch,
            @Nullable Revision head,
            @Nullable Revision oldestDirty,
            long recorded,
            long archivedRecords) {
        /**
         * Whether all that there was at an earlier moment is archived now. Never if the feed was broken off or Redis has lost
         * writes meanwhile; and where it was not known how far the namespace was, only while nothing is waiting.
         */
        public boolean covers(Progress earlier) {
            if (archivedRecords < earlier.recorded()) {
                return false;
            }
            if (earlier.epoch() == null || earlier.head() == null) {
                return oldestDirty == null;
            }
            return earlier.epoch().equals(epoch)
                    && head != null
                    && !earlier.head().isAfter(head)
                    && (oldestDirty == null || oldestDirty.isAfter(earlier.head()));
        }
    }
}
