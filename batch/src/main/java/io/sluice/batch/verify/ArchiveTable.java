package io.sluice.batch.verify;

import io.sluice.batch.archive.ArchiveRow;
import io.sluice.batch.archive.Columns;
import io.sluice.batch.archive.RowKey;
import io.sluice.batch.archive.Transactions;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads the archive. A database that is away is waited for a little, as {@link Transactions} does. Thread-safe. */
final class ArchiveTable {
    private static final String NAMESPACES = "SELECT DISTINCT namespace FROM setting";
    private static final String COUNT = "SELECT COUNT(*) FROM setting WHERE namespace = ?";
    private static final String ROWS = """
            SELECT name, kind, value, author, reason, revision FROM setting WHERE namespace = ? AND name IN (%s)
            """;
    private static final String HEADS = """
            SELECT name, kind, revision, COALESCE(LENGTH(value), 0) AS size FROM setting
            WHERE namespace = ? AND name >= ? AND name < ? ORDER BY name LIMIT ?
            """;
    private static final String HISTORY = """
            SELECT name, kind, new_value AS value, author, reason, revision FROM setting_history
            WHERE namespace = ? AND name = ? AND revision = ? ORDER BY sequence DESC LIMIT 1
            """;

    private final JdbcTemplate jdbc;
    private final Transactions transactions;

    ArchiveTable(JdbcTemplate jdbc, Transactions transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * A row without what it says.
     *
     * @param name null if the key is none
     * @param bytes of its value
     */
    record Head(RowKey key, @Nullable SettingName name, String kind, long revision, long bytes) {}

    /** What stands in the column, be it a namespace or not. */
    List<byte[]> namespaces() {
        return read(() -> jdbc.query(NAMESPACES, (row, number) -> row.getBytes("namespace")));
    }

    /** How many rows have that in the column. */
    long count(byte[] namespace) {
        return read(() -> Objects.requireNonNull(jdbc.queryForObject(COUNT, Long.class, (Object) namespace)));
    }

    /** The rows of some names, as far as there are any. */
    Map<SettingName, ArchiveRow> rows(Namespace namespace, List<SettingName> names) {
        if (names.isEmpty()) {
            return Map.of();
        }
        var arguments = new ArrayList<Object>(names.size() + 1);
        arguments.add(Columns.bytes(namespace));
        names.forEach(name -> arguments.add(Columns.bytes(name)));
        var sql = ROWS.formatted(String.join(", ", Collections.nCopies(names.size(), "?")));
        var rows = new HashMap<SettingName, ArchiveRow>();
        query(sql, arguments).forEach(row -> rows.put(row.name(), row));
        return rows;
    }

    /**
     * A page of rows, in the order of their keys.
     *
     * @param from the lowest key
     * @param below no key that is as high as this one
     */
    List<Head> heads(Namespace namespace, RowKey from, RowKey below, int limit) {
        return read(() -> jdbc.query(
                HEADS,
                (row, number) -> {
                    var key = new RowKey(row.getBytes("name"));
                    var kind = Objects.requireNonNullElse(row.getString("kind"), "");
                    return new Head(key, key.name(), kind, row.getLong("revision"), row.getLong("size"));
                },
                Columns.bytes(namespace),
                from.bytes(),
                below.bytes(),
                limit));
    }

    /** What the history says of a write; null if it says nothing. */
    @Nullable
    ArchiveRow history(Namespace namespace, SettingName name, long revision) {
        return query(HISTORY, List.of(Columns.bytes(namespace), Columns.bytes(name), revision)).stream()
                .findFirst()
                .orElse(null);
    }

    private List<ArchiveRow> query(String sql, List<Object> arguments) {
        return read(() -> jdbc.query(
                sql, (row, number) -> ArchiveRow.of(Columns.name(row.getBytes("name")), row), arguments.toArray()));
    }

    private <T> T read(Supplier<T> query) {
        return transactions.carryOut(query);
    }
}
