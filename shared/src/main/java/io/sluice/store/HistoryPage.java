package io.sluice.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the history.
 *
 * @param records newest first
 * @param oldest the oldest record that Redis keeps, of whatever name; null if it keeps none
 * @param next the record behind which to go on, towards older ones; null if nothing older is left
 */
public record HistoryPage(
        List<HistoryRecord> records, HistoryRecord.@Nullable Id oldest, HistoryRecord.@Nullable Id next) {
    public HistoryPage {
        records = List.copyOf(records);
    }
}
