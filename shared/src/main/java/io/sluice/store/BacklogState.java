package io.sluice.store;

import io.sluice.setting.Revision;
import org.jspecify.annotations.Nullable;

/**
 * How much of a namespace is not archived yet.
 *
 * @param dirty entries whose newest revision is not in the archive
 * @param due those of them that a drain would take up now: all but those that wait in quarantine
 * @param oldest since when the oldest of those that are due has been waiting; null if none is due
 * @param quarantined entries that the archive refuses at the revision that the hash holds; part of {@code dirty}
 * @param historyPending records of the history that are not archived
 */
public record BacklogState(long dirty, long due, @Nullable Revision oldest, long quarantined, long historyPending) {
    /** Whether a drain would find nothing to do. */
    public boolean isEmpty() {
        return due == 0 && historyPending == 0;
    }
}
