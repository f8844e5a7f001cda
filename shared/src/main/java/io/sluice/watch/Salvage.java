package io.sluice.watch;

import io.sluice.setting.ChangeSet;
import io.sluice.setting.Entry;
import io.sluice.setting.Snapshot;
import io.sluice.store.SettingStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * Offers Redis what it has lost and this node still holds. Every node that may may do so, at the same time: of two
 * entries the higher revision wins, so it does not matter who comes first.
 */
final class Salvage {
    private static final int PAGE = 100;

    private final SettingStore store;

    Salvage(SettingStore store) {
        this.store = store;
    }

    /**
     * Offers the entries that a node holds and Redis lacks, or holds older, those of a change set together. Removals from
     * before the retention are left out: that Redis lacks them is as it should be.
     *
     * @param held what the node holds
     * @param redis what Redis holds; an empty snapshot for nothing
     * @param retention since when removals are remembered
     * @return how many Redis took
     */
    int offer(Snapshot held, Snapshot redis, Instant retention) {
        var lost = held.missingIn(redis).stream()
                .filter(entry -> entry instanceof Entry.Present
                        || entry.revision().time().isAfter(retention))
                .sorted(Comparator.comparing(Entry::revision))
                .toList();
        if (lost.isEmpty()) {
            return 0;
        }
        store.register(held.namespace());
        int taken = 0;
        for (int begin = 0, end; begin < lost.size(); begin = end) {
            end = end(lost, begin);
            taken += store.merge(held.namespace(), lost.subList(begin, end));
        }
        return taken;
    }

    /** Behind a page, and behind the change set there. */
    private static int end(List<Entry> lost, int begin) {
        int end = Math.min(begin + PAGE, lost.size());
        while (end < lost.size()
                && lost.get(end).revision().equals(lost.get(end - 1).revision())
                && end - begin < ChangeSet.MAX_CHANGES) {
            end++;
        }
        return end;
    }
}
