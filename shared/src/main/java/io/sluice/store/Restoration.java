package io.sluice.store;

import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings back into Redis what the archive still holds. A namespace is complete when everything that the archive holds
 * of it has been offered since Redis was last started, failed over or lost it; until then its readers take the absence of
 * a name for nothing. Thread-safe. Every method throws {@link StoreException} if Redis could not be asked.
 */
public interface Restoration {
    /** Whether a namespace is complete, and in which life of Redis that was looked up. */
    Condition condition(Namespace namespace);

    /** Makes a namespace known, if it is not. */
    void register(Namespace namespace);

    /**
     * Begins to offer. Where Redis has begun another life, or has lost the namespace or a part of it, a new epoch begins, and
     * what it still holds is put in order.
     *
     * @return the life in which everything has to be offered before the namespace is {@link #complete}
     * @throws UnreadableException if it cannot be put in order
     */
    String begin(Namespace namespace);

    /**
     * Offers entries: Redis takes those that are newer than what it holds, and publishes them. Repeatable, in any order,
     * from any number of hands.
     *
     * @param entries at most {@link io.sluice.setting.ChangeSet#MAX_CHANGES}
     * @return how many were taken
     */
    int merge(Namespace namespace, List<? extends Entry> entries);

    /**
     * Says that everything has been offered.
     *
     * @param life in which the offering began
     * @return whether the namespace is complete now; false if another life has begun meanwhile, or something was lost
     */
    boolean complete(Namespace namespace, String life);

    /**
     * Has Redis write its append-only file anew from what it holds. The power may have failed within a write, and Redis cuts
     * off its file only the command that is not whole: the others of that write would be carried out with the next one, when
     * it starts once more. Nothing happens where there is no such file; that this process may not is logged.
     */
    void rewriteFile();

    /** The id of the installation that this Redis belongs to; null if it is new, or was emptied. */
    @Nullable
    String installation();

    /**
     * Says which installation this Redis belongs to, after everything was restored for the first time.
     *
     * @return the id that counts: the one that was there before, if any
     */
    String install(String id);

    /**
     * How a namespace is.
     *
     * @param isComplete whether the absence of a name means that there is none
     * @param life of the namespace: another one after each start, failover or loss
     */
    record Condition(boolean isComplete, String life) {}
}
