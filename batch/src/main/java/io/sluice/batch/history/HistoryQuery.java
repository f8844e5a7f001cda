package io.sluice.batch.history;

import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import org.jspecify.annotations.Nullable;

/**
 * Which changes of a namespace to tell of; all of it has to hold.
 *
 * @param name of the setting; null for any
 * @param author of the change, to the letter; null for anybody
 * @param from the oldest revision; null for no bound
 * @param to the revision that all are older than; null for no bound
 */
public record HistoryQuery(
        @Nullable SettingName name,
        @Nullable String author,
        @Nullable Revision from,
        @Nullable Revision to) {
    /** Every change. */
    public static final HistoryQuery ALL = new HistoryQuery(null, null, null, null);
}
