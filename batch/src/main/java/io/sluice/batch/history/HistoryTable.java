package io.sluice.batch.history;

import io.sluice.batch.archive.Columns;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.store.HistoryRecord;
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

    private final JdbcTemplate jdbc;

    HistoryTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The last record that is archived; null if none is. */
    HistoryRecord.@Nullable Id position(Namespace namespace) {
        return jdbc
                .query(
                        POSITION,
                        (row, number) ->
                                new HistoryRecord.Id(new Revision(row.getLong("revision")), row.getLong("sequence")),
                        (Object) Columns.bytes(namespace))
                .stream()
                .findFirst()
                .orElse(null);
    }

    /** Adds the records that are not there yet. The driver makes one statement of it. */
    void add(Namespace namespace, List<HistoryRecord> records) {
        var space = Columns.bytes(namespace);
        jdbc.batchUpdate(ADD, records.stream().map(record -> row(space, record)).toList());
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
