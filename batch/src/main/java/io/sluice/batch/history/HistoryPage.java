package io.sluice.batch.history;

import io.sluice.setting.Namespace;
import io.sluice.store.HistoryRecord;
import java.util.List;

/**
 * Some records of a namespace's history: what one transaction archives.
 *
 * @param namespace of all of them
 * @param records at least one, oldest first
 */
record HistoryPage(Namespace namespace, List<HistoryRecord> records) {
    HistoryPage {
        records = List.copyOf(records);
    }

    HistoryRecord.Id last() {
        return records.get(records.size() - 1).id();
    }
}
