package io.sluice.batch.history;

import io.sluice.batch.archive.Columns;
import io.sluice.definition.Definitions;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingValue;
import io.sluice.store.HistoryRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads the history that is archived. Thread-safe. Every method throws {@link org.springframework.dao.DataAccessException}
 * when the database is away or refuses.
 */
public final class HistoryArchive {
    /** The index is named, because the order alone would tempt a planner to read everything from the newest on. */
    private static final String NEWEST_FIRST = """
            SELECT revision, sequence, name, kind, old_value, new_value, author, reason, request_id
            FROM setting_history FORCE INDEX (%s)
            WHERE namespace = :namespace AND revision >= :from AND revision < :to%s
            ORDER BY revision DESC, sequence DESC LIMIT :limit
            """;

    private static final String OF_NAME = " AND name = :name";
    /** A collation that pads takes {@code bob} and {@code bob } for one. */
    private static final String OF_AUTHOR = " AND author = :author AND LENGTH(author) = LENGTH(:author)";

    private static final String BEFORE =
            " AND revision <= :revision AND (revision < :revision OR sequence < :sequence)";

    /** In the history too: a page of it may be archived before the entries of the same moment. */
    private static final String DEFINITIONS = """
            SELECT name, kind, value, revision, author, reason FROM setting
            WHERE namespace = :namespace AND name LIKE '$%'
            UNION ALL
            SELECT h.name, h.kind, h.new_value, h.revision, h.author, h.reason
            FROM (SELECT name, MAX(revision) AS revision FROM setting_history
                  WHERE namespace = :namespace AND name LIKE '$%' GROUP BY name) newest
            JOIN setting_history h
                ON h.namespace = :namespace AND h.name = newest.name AND h.revision = newest.revision
            """;

    private static final String ANY = "SELECT 1 FROM setting_history WHERE namespace = :namespace LIMIT 1";

    private static final String SINCE =
            "SELECT since FROM history_kept WHERE namespace = :namespace AND since IS NOT NULL";

    private static final String NEWEST = """
            SELECT revision FROM setting_history WHERE namespace = :namespace AND revision <= :at
            ORDER BY revision DESC LIMIT 1
            """;

    private static final int ROWS = 100;
    private static final long PAGE_CHARACTERS = 4 * 1024 * 1024;

    private final JdbcClient jdbc;

    HistoryArchive(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Some changes, newest first.
     *
     * @param next where older ones are; null if there are none
     */
    public record Page(List<ArchivedChange> changes, HistoryRecord.@Nullable Id next) {}

    /**
     * Changes, newest first. Where values are large, a page may be short and have a next one all the same.
     *
     * @param before only changes older than this one; null to begin with the newest
     * @param limit how many at most; at least 1
     */
    public Page before(Namespace namespace, HistoryQuery query, HistoryRecord.@Nullable Id before, int limit) {
        var changes = new ArrayList<ArchivedChange>();
        long characters = 0;
        var at = before;
        while (changes.size() < limit && characters < PAGE_CHARACTERS) {
            int wanted = Math.min(ROWS, limit - changes.size());
            // One more than wanted shows whether there are more.
            var found = read(namespace, query, at, wanted + 1);
            for (var change : found.subList(0, Math.min(wanted, found.size()))) {
                changes.add(change);
                characters += characters(change);
            }
            if (found.size() <= wanted) {
                return new Page(changes, null);
            }
            at = changes.get(changes.size() - 1).id();
        }
        return new Page(changes, at);
    }

    /** The definitions as far as they are archived; at least as new as every change that was archived before the call. */
    public Definitions definitions(Namespace namespace) {
        return Definitions.of(jdbc.sql(DEFINITIONS)
                .param("namespace", Columns.bytes(namespace))
                .query((row, number) -> Rows.entry(row, "value"))
                .list());
    }

    /** Whether any change of that namespace is archived. */
    public boolean holds(Namespace namespace) {
        return jdbc.sql(ANY)
                .param("namespace", Columns.bytes(namespace))
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** From when on the history is whole; empty if nothing of it was ever dropped. */
    public Optional<Revision> since(Namespace namespace) {
        return jdbc.sql(SINCE)
                .param("namespace", Columns.bytes(namespace))
                .query(Long.class)
                .optional()
                .map(Revision::new);
    }

    /** The revision of the newest change that is not younger; empty if there is none. */
    public Optional<Revision> newest(Namespace namespace, Revision at) {
        return jdbc.sql(NEWEST)
                .param("namespace", Columns.bytes(namespace))
                .param("at", at.micros())
                .query(Long.class)
                .optional()
                .map(Revision::new);
    }

    private List<ArchivedChange> read(
            Namespace namespace, HistoryQuery query, HistoryRecord.@Nullable Id before, int limit) {
        var more = new StringBuilder();
        Map<String, Object> values = new HashMap<>();
        values.put("namespace", Columns.bytes(namespace));
        values.put("from", query.from() == null ? 0 : query.from().micros());
        values.put("to", query.to() == null ? Long.MAX_VALUE : query.to().micros());
        values.put("limit", limit);
        if (query.name() != null) {
            more.append(OF_NAME);
            values.put("name", Columns.bytes(query.name()));
        }
        if (query.author() != null) {
            more.append(OF_AUTHOR);
            values.put("author", query.author());
        }
        if (before != null) {
            more.append(BEFORE);
            values.put("revision", before.revision().micros());
            values.put("sequence", before.sequence());
        }
        return jdbc.sql(NEWEST_FIRST.formatted(index(query), more))
                .params(values)
                .query(HistoryArchive::change)
                .list();
    }

    private static String index(HistoryQuery query) {
        if (query.name() != null) {
            return "setting_history_of_name";
        }
        return query.author() != null ? "setting_history_of_author" : "PRIMARY";
    }

    private static ArchivedChange change(ResultSet row, int number) throws SQLException {
        var old = row.getString("old_value");
        return new ArchivedChange(
                new HistoryRecord.Id(new Revision(row.getLong("revision")), row.getLong("sequence")),
                Rows.entry(row, "new_value"),
                old == null ? null : new SettingValue(old),
                row.getString("request_id"));
    }

    private static long characters(ArchivedChange change) {
        long old = change.old() == null ? 0 : change.old().json().length();
        return old
                + (change.entry() instanceof Entry.Present made
                        ? made.value().json().length()
                        : 0);
    }
}
