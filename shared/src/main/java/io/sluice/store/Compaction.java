package io.sluice.store;

import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;

/** Forgets removals that are archived and old. Thread-safe. */
public interface Compaction {
    /**
     * Drops the oldest tombstones of a namespace that are not dirty, and raises its floor: whoever has not seen one of
     * them catches up with the whole namespace. Drops nothing while the namespace is not complete.
     *
     * @param upTo only tombstones of this revision or an older one
     * @param limit how many at most in this call; at least 1
     * @return how many were dropped; fewer than the limit when none is left
     * @throws StoreException if Redis could not be asked
     */
    int compact(Namespace namespace, Revision upTo, int limit);
}
