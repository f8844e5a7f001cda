package io.sluice.batch.history;

import io.sluice.batch.archive.Columns;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.store.HistoryRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Drops old history from the table, so that everything can still be told of any moment since: a change goes once another
 * one of the same setting is old enough, and a removal then goes too. What is dropped together is noted together with since
 * when the history is whole. Any number of hands may do so at once. Thread-safe.
 */
final class Retention {
    /** Each look is a step in the index. */
    private static final String NAMESPACE_AFTER = """
            SELECT namespace FROM setting_history WHERE namespace > ? ORDER BY namespace LIMIT 1
            """;

    private static final String SWEPT = "SELECT swept FROM history_kept WHERE namespace = ?";

    private static final String OLD = """
            SELECT revision, sequence, name, kind FROM setting_history FORCE INDEX (PRIMARY)
            WHERE namespace = ? AND revision >= ? AND revision <= ? AND (revision > ? OR sequence > ?)
            ORDER BY revision, sequence LIMIT ?
            """;

    /** Pages follow each other, so there is hardly more than a page; but never without end. */
    private static final String DROP = """
            DELETE FROM setting_history WHERE namespace = ? AND name = ? AND revision <= ? ORDER BY revision LIMIT 10000
            """;

    private static final String NOTE = """
            INSERT INTO history_kept (namespace, since, swept) VALUES (?, ?, ?)
            ON DUPLICATE KEY UPDATE
                since = IF(VALUES(since) IS NULL, since, GREATEST(COALESCE(since, 0), VALUES(since))),
                swept = GREATEST(swept, VALUES(swept))
            """;

    private final JdbcTemplate jdbc;

    Retention(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The first namespace behind another one of which anything is archived; of all, if null is given. */
    Optional<Namespace> following(@Nullable Namespace namespace) {
        return jdbc
                .query(
                        NAMESPACE_AFTER,
                        (row, number) -> new Namespace(new String(row.getBytes("namespace"), StandardCharsets.UTF_8)),
                        (Object) (namespace == null ? new byte[0] : Columns.bytes(namespace)))
                .stream()
                .findFirst();
    }

    /** Up to which revision nothing is left to be dropped; 0 if nothing ever was. */
    long swept(Namespace namespace) {
        return jdbc.queryForList(SWEPT, Long.class, (Object) Columns.bytes(namespace)).stream()
                .findFirst()
                .orElse(0L);
    }

    /**
     * Changes of a time, oldest first.
     *
     * @param revision of the change behind which to begin
     * @param sequence of that
     * @param until the newest revision
     * @param limit how many at most
     */
    List<OldChanges.Change> old(Namespace namespace, long revision, long sequence, Revision until, int limit) {
        return jdbc.query(
                OLD,
                (row, number) -> new OldChanges.Change(
                        new HistoryRecord.Id(new Revision(row.getLong("revision")), row.getLong("sequence")),
                        Columns.name(row.getBytes("name")),
                        row.getString("kind").equals("present") ? OldChanges.Kind.PRESENT : OldChanges.Kind.TOMBSTONE),
                Columns.bytes(namespace),
                revision,
                until.micros(),
                revision,
                sequence,
                limit);
    }

    /**
     * Drops what the newest of these changes of each setting make superfluous, and notes it. Within a transaction.
     *
     * @return how many changes
     */
    int drop(OldChanges page) {
        Map<SettingName, OldChanges.Change> last = new HashMap<>();
        page.changes().forEach(change -> last.put(change.name(), change));
        var space = Columns.bytes(page.namespace());
        // In one order, so that two who do so at once wait for each other.
        var changes = last.values().stream()
                .sorted(Comparator.comparing(change -> Columns.bytes(change.name()), Arrays::compareUnsigned))
                .toList();
        var rows = new ArrayList<Object[]>();
        changes.forEach(change -> rows.add(new Object[] {space, Columns.bytes(change.name()), upTo(change, page)}));
        int[] dropped = jdbc.batchUpdate(DROP, rows);
        int sum = 0;
        Long since = null;
        for (int i = 0; i < dropped.length; i++) {
            if (dropped[i] > 0) {
                sum += dropped[i];
                long behind = changes.get(i).id().revision().micros();
                since = since == null ? behind : Math.max(since, behind);
            }
        }
        jdbc.update(NOTE, space, since, page.swept().micros());
        return sum;
    }

    /** A removal tells as much by its absence; but the newest change of all says how far the archive has come. */
    private static long upTo(OldChanges.Change change, OldChanges page) {
        long revision = change.id().revision().micros();
        return change.kind() == OldChanges.Kind.TOMBSTONE
                        && page.newest().isAfter(change.id().revision())
                ? revision
                : revision - 1;
    }
}
