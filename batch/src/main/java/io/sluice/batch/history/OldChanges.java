package io.sluice.batch.history;

import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.store.HistoryRecord;
import java.util.List;

/**
 * Some changes of a namespace that are older than the history is kept: what one transaction looks at.
 *
 * @param namespace of all of them
 * @param changes oldest first; not empty
 * @param newest revision of the newest change of the namespace, which stays whatever it is
 * @param swept up to which revision everything has been looked at then
 */
record OldChanges(Namespace namespace, List<Change> changes, Revision newest, Revision swept) {
    OldChanges {
        changes = List.copyOf(changes);
    }

    /** A change, without its values. */
    record Change(HistoryRecord.Id id, SettingName name, Kind kind) {}

    /** What a change made of the setting. */
    enum Kind {
        PRESENT,
        TOMBSTONE
    }
}
