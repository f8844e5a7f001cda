package io.sluice.store;

import io.sluice.setting.Revision;
import org.jspecify.annotations.Nullable;

/**
 * How much of a namespace is not archived yet.
 *
 * @param dirty entries whose newest revision is not in the archive
 * @param oldest since when the oldest of them has been waiting; null if none is
 * @param quarantined entries that the archive refuses
 * @param historyPending records of the history that are not archived
 */
public record BacklogState(long dirty, @Nullable Revision oldest, long quarantined, long historyPending) {
    /** Whether a drain would find nothing to do. */
    public boolean isEmpty() {
        return dirty == 0 && historyPending == 0;
    }
}
