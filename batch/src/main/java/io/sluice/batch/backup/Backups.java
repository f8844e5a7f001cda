package io.sluice.batch.backup;

import io.sluice.batch.archive.ArchiveRow;
import io.sluice.batch.archive.Columns;
import io.sluice.batch.archive.RowKey;
import io.sluice.batch.archive.RowSize;
import io.sluice.batch.history.HistoryArchive;
import io.sluice.batch.history.PastSetting;
import io.sluice.batch.history.PastSettings;
import io.sluice.setting.Entry;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes backups, page by page. Thread-safe. Methods throw {@link org.springframework.dao.DataAccessException} or {@link
 * org.springframework.transaction.TransactionException} when the database is away or refuses, and {@link
 * java.io.UncheckedIOException} when nobody takes what is written.
 */
public final class Backups {
    private static final Logger LOG = LoggerFactory.getLogger(Backups.class);

    private static final int PAGE_ROWS = 500;
    private static final long PAGE_BYTES = 1024 * 1024;
    private static final List<String> PREFIXES = List.of("$", "");

    /** In the place of an author who is not recorded. */
    private static final String UNKNOWN = "(not recorded)";

    private static final String HELD = "SELECT DISTINCT namespace FROM setting";
    private static final String KNOWN = HELD + " UNION SELECT DISTINCT namespace FROM setting_history";

    /** Apart from the values, for a page of these may be large. */
    private static final String SIZES = """
            SELECT name, COALESCE(LENGTH(value), 0) AS size FROM setting
            WHERE namespace = ? AND name >= ? ORDER BY name LIMIT ?
            """;

    private static final String ROWS = """
            SELECT name, kind, value, author, reason, revision FROM setting
            WHERE namespace = ? AND name >= ? AND name < ? ORDER BY name
            """;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate oneMoment;
    private final PastSettings past;
    private final HistoryArchive history;
    private final String version;
    private final Clock clock;

    /** @param version of Sluice, for people */
    Backups(
            JdbcTemplate jdbc,
            PlatformTransactionManager manager,
            PastSettings past,
            HistoryArchive history,
            String version,
            Clock clock) {
        this.jdbc = jdbc;
        oneMoment = new TransactionTemplate(manager);
        oneMoment.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        oneMoment.setReadOnly(true);
        this.past = past;
        this.history = history;
        this.version = version;
        this.clock = clock;
    }

    /** The namespaces of which the archive holds anything, be it only history. */
    public SortedSet<Namespace> namespaces() {
        return namespaces(KNOWN);
    }

    /**
     * Writes what is archived, all of it as of one moment. Rows that are no entries are left out, and counted.
     *
     * @param only the only namespace; null for all
     */
    public void writeNow(@Nullable Namespace only, OutputStream target) {
        oneMoment.executeWithoutResult(status -> {
            var held = namespaces(HELD);
            var namespaces = only == null ? List.copyOf(held) : List.of(only);
            var writer = new BackupWriter(target);
            writer.begin(version, clock.instant().truncatedTo(ChronoUnit.MICROS), namespaces);
            namespaces.forEach(namespace -> write(namespace, writer));
            writer.end();
        });
    }

    /**
     * Writes what settings were, as {@link PastSettings} tells it: those that there were, without removals.
     *
     * @param at the newest revision that counts; the history of each namespace has to be whole there
     * @throws IllegalStateException if old changes are dropped meanwhile, so that it is not any more
     */
    public void writePast(List<Namespace> namespaces, Revision at, OutputStream target) {
        var writer = new BackupWriter(target);
        writer.begin(version, at.time(), namespaces);
        for (var namespace : namespaces) {
            for (var prefix : PREFIXES) {
                write(namespace, at, prefix, writer);
            }
            var since = history.since(namespace).orElse(null);
            if (since != null && since.isAfter(at)) {
                throw new IllegalStateException(
                        "namespace %s: changes of %s were dropped meanwhile (expected: kept)".formatted(namespace, at));
            }
        }
        writer.end();
    }

    private void write(Namespace namespace, Revision at, String prefix, BackupWriter writer) {
        SettingName after = null;
        do {
            var page = past.page(namespace, at, prefix, after, PAGE_ROWS);
            page.settings().forEach(setting -> writer.row(namespace, entry(setting)));
            writer.doubt(page.unproven().size());
            after = page.next();
        } while (after != null);
    }

    private static Entry entry(PastSetting setting) {
        return new Entry.Present(
                setting.name(),
                setting.value(),
                setting.revision(),
                Objects.requireNonNullElse(setting.author(), UNKNOWN),
                setting.reason());
    }

    private void write(Namespace namespace, BackupWriter writer) {
        var from = RowKey.LOWEST;
        while (from != null) {
            var end = end(namespace, from);
            jdbc.query(
                    ROWS,
                    row -> {
                        write(namespace, row, writer);
                    },
                    Columns.bytes(namespace),
                    from.bytes(),
                    (end == null ? RowKey.BEYOND : end).bytes());
            from = end;
        }
    }

    private static void write(Namespace namespace, ResultSet row, BackupWriter writer) throws SQLException {
        var key = new RowKey(row.getBytes("name"));
        var name = key.name();
        var read = name == null ? null : ArchiveRow.of(name, row);
        var fault = read == null ? "name: none that a setting can have" : read.fault();
        if (read != null && fault == null) {
            writer.row(namespace, read.entry());
        } else {
            LOG.warn("table setting: {}/{} is left out of a backup: {}", namespace, key, fault);
            writer.leaveOut();
        }
    }

    /** Where the page ends that begins there, after a megabyte or {@value #PAGE_ROWS} rows; null if nothing is behind it. */
    private @Nullable RowKey end(Namespace namespace, RowKey from) {
        var sizes = jdbc.query(SIZES, RowSize::of, Columns.bytes(namespace), from.bytes(), PAGE_ROWS);
        return RowSize.endOfPage(sizes, PAGE_ROWS, PAGE_BYTES);
    }

    private SortedSet<Namespace> namespaces(String query) {
        var namespaces = new TreeSet<Namespace>();
        for (var key : jdbc.query(query, (row, number) -> row.getBytes("namespace"))) {
            try {
                namespaces.add(new Namespace(new String(key, StandardCharsets.UTF_8)));
            } catch (InvalidInputException e) {
                LOG.warn("backup: passing over rows of what is no namespace: {}", e.getMessage());
            }
        }
        return namespaces;
    }
}
