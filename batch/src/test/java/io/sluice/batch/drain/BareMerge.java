package io.sluice.batch.drain;

import io.sluice.batch.archive.Columns;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/** The statement of the drain in a bare loop, with nothing around it: what a drain is compared with. */
public final class BareMerge {
    private BareMerge() {}

    /** The values of a row, as the statement takes them; of a setting with a reason. */
    public static List<Object> row(Namespace namespace, Entry entry) {
        return List.of(
                Columns.bytes(namespace),
                Columns.bytes(entry.name()),
                Objects.requireNonNull(Columns.value(entry)),
                Columns.kind(entry),
                entry.author(),
                Objects.requireNonNull(entry.reason()),
                Columns.changedAt(entry.revision()),
                entry.revision().micros());
    }

    /** Merges pages of rows on a connection of its own, a transaction each. */
    public static void carryOut(String url, Iterator<List<List<Object>>> pages) throws SQLException {
        try (var connection = DriverManager.getConnection(url, "sluice", "sluice");
                var statement = connection.prepareStatement(SettingTable.MERGE)) {
            connection.setAutoCommit(false);
            while (pages.hasNext()) {
                for (var row : pages.next()) {
                    for (int i = 0; i < row.size(); i++) {
                        statement.setObject(i + 1, row.get(i));
                    }
                    statement.addBatch();
                }
                statement.executeBatch();
                connection.commit();
            }
        }
    }
}
