package io.sluice.batch.drain;

import io.sluice.batch.archive.Columns;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** The table {@code setting}: the archive of the newest revision of each setting. Thread-safe. */
final class SettingTable {
    /**
     * A row changes only to a higher revision. Assignments run from left to right and see those before them, so the
     * revision, which all others are guarded by, comes last. {@code VALUES()} because MariaDB has no row alias.
     */
    static final String MERGE = """
            INSERT INTO setting (namespace, name, value, kind, author, reason, changed_at, archived_at, revision)
            VALUES (?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), ?)
            ON DUPLICATE KEY UPDATE
                value       = IF(VALUES(revision) > revision, VALUES(value), value),
                kind        = IF(VALUES(revision) > revision, VALUES(kind), kind),
                author      = IF(VALUES(revision) > revision, VALUES(author), author),
                reason      = IF(VALUES(revision) > revision, VALUES(reason), reason),
                changed_at  = IF(VALUES(revision) > revision, VALUES(changed_at), changed_at),
                archived_at = IF(VALUES(revision) > revision, VALUES(archived_at), archived_at),
                revision    = GREATEST(VALUES(revision), revision)
            """;

    private static final String HELD = "SELECT name, revision FROM setting WHERE namespace = ? AND name IN (%s)";

    private final JdbcTemplate jdbc;

    SettingTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What the archive holds after a merge, as read from it.
     *
     * @param written entries at the revision that was merged
     * @param superseded entries at a higher one
     */
    record Merged(int written, int superseded) {}

    /**
     * Merges entries, in the order of their keys, so that two who do it at once rather wait for each other than lock each
     * other out. The driver makes one statement of it.
     *
     * @param entries no name twice
     * @throws IllegalStateException if the table then holds less than was merged: something is wrong with the table
     */
    Merged merge(Namespace namespace, List<Entry> entries) {
        var space = Columns.bytes(namespace);
        jdbc.batchUpdate(
                MERGE,
                entries.stream()
                        .sorted(Comparator.comparing(entry -> Columns.bytes(entry.name()), Arrays::compareUnsigned))
                        .map(entry -> Columns.row(space, entry))
                        .toList());
        var held = held(space, entries);
        int superseded = 0;
        for (var entry : entries) {
            long revision = held.getOrDefault(entry.name(), 0L);
            if (revision < entry.revision().micros()) {
                throw new IllegalStateException("table setting: %s/%s at %d after a merge (expected: at least %s)"
                        .formatted(namespace, entry.name(), revision, entry.revision()));
            }
            superseded += revision > entry.revision().micros() ? 1 : 0;
        }
        return new Merged(entries.size() - superseded, superseded);
    }

    /** Merges what is no setting, with the least that a row can be; to be rolled back. */
    void mergeProbe() {
        var nothing = "$probe".getBytes(StandardCharsets.UTF_8);
        jdbc.update(MERGE, nothing, nothing, null, "tombstone", "", null, Columns.changedAt(new Revision(1)), 1);
    }

    /** The rows are locked by the merge, so what is read here is what is committed. */
    private Map<SettingName, Long> held(byte[] namespace, List<Entry> entries) {
        var held = new HashMap<SettingName, Long>();
        jdbc.query(
                HELD.formatted(String.join(", ", Collections.nCopies(entries.size(), "?"))),
                statement -> {
                    statement.setBytes(1, namespace);
                    for (int i = 0; i < entries.size(); i++) {
                        statement.setBytes(i + 2, Columns.bytes(entries.get(i).name()));
                    }
                },
                row -> {
                    held.put(Columns.name(row.getBytes("name")), row.getLong("revision"));
                });
        return held;
    }
}
