package io.sluice.store;

import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import org.jspecify.annotations.Nullable;

/**
 * What has changed in a namespace, as far back as Redis keeps it: all that is not archived yet, and of the rest a recent
 * part. Thread-safe.
 */
public interface History {
    /**
     * Records, newest first. The cost of a call is bounded: where only one name is asked for and its records are rare, a
     * page may be short or even empty and have a next one all the same.
     *
     * @param name the only one to tell of; null for all
     * @param before only records older than this one; null to begin with the newest
     * @param limit how many at most; at least 1
     * @throws StoreException if Redis could not be asked
     * @throws UnreadableException if a record is not as Sluice writes it
     */
    HistoryPage before(Namespace namespace, @Nullable SettingName name, HistoryRecord.@Nullable Id before, int limit);
}
