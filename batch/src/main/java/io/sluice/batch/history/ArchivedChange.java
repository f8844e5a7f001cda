package io.sluice.batch.history;

import io.sluice.setting.Entry;
import io.sluice.setting.SettingValue;
import io.sluice.store.HistoryRecord;
import org.jspecify.annotations.Nullable;

/**
 * A change, as the archive keeps it.
 *
 * @param id its place in the history of the namespace
 * @param entry what it made of the setting
 * @param old the value before; null if there was none
 * @param requestId of the write that it belongs to
 */
public record ArchivedChange(
        HistoryRecord.Id id, Entry entry, @Nullable SettingValue old, String requestId) {}
