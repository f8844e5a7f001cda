package io.sluice.batch.history;

import io.sluice.batch.archive.Columns;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.store.HistoryRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The table {@code setting_history}: every change, once. Thread-safe. */
final class HistoryTable {
    /** A record that is there stays as it is. Not {@code INSERT IGNORE}, which would hide every other error as well. */
    static final String ADD = """
            INSERT INTO setting_history (namespace, revision, sequence, name, kind, old_value, old_revision, new_value,
                                         author, reason, request_id, changed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON DUPLICATE KEY UPDATE sequence = setting_history.sequence
            """;

    private static final String POSITION = """
            SELECT revision, sequence FROM setting_history WHERE namespace = ?
            ORDER BY revision DESC, sequence DESC LIMIT 1
            """;

    private static final String BETWEEN = """
            SELECT revision, sequence FROM setting_history WHERE namespace = ? AND revision >= ? AND revision <= ?
            """;

    private final JdbcTemplate jdbc;

    HistoryTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The last record that is archived; null if none is. */
    HistoryRecord.@Nullable Id position(Namespace namespace) {
        return jdbc.query(POSITION, HistoryTable::id, (Object) Columns.bytes(namespace)).stream()
                .findFirst()
                .orElse(null);
    }

    /** How many of these records, which are in order, are not archived. */
    int missing(Namespace namespace, List<HistoryRecord> records) {
        var there = new HashSet<>(jdbc.query(
                BETWEEN,
                HistoryTable::id,
                Columns.bytes(namespace),
                records.get(0).id().revision().micros(),
                records.get(records.size() - 1).id().revision().micros()));
        return (int)
                records.stream().filter(record -> !there.contains(record.id())).count();
    }

    /** Adds the records that are not there yet. The driver makes one statement of it. */
    void add(Namespace namespace, List<HistoryRecord> records) {
        var space = Columns.bytes(namespace);
        jdbc.batchUpdate(ADD, records.stream().map(record -> row(space, record)).toList());
    }

    private static HistoryRecord.Id id(ResultSet row, int number) throws SQLException {
        return new HistoryRecord.Id(new Revision(row.getLong("revision")), row.getLong("sequence"));
    }

    private static Object[] row(byte[] namespace, HistoryRecord record) {
        Entry entry = record.entry();
        Entry old = record.old();
        return new Object[] {
            namespace,
            record.id().revision().micros(),
            record.id().sequence(),
            Columns.bytes(entry.name()),
            Columns.kind(entry),
            Columns.value(old),
            old == null ? null : old.revision().micros(),
            Columns.value(entry),
            entry.author(),
            entry.reason(),
            record.requestId().text(),
            Columns.changedAt(entry.revision())
        };
    }
}
