package io.sluice.batch.restore;

import io.sluice.batch.archive.ArchiveRow;
import io.sluice.batch.archive.Columns;
import io.sluice.batch.archive.RowKey;
import io.sluice.batch.archive.RowSize;
import io.sluice.batch.archive.Transactions;
import io.sluice.batch.run.Finding;
import io.sluice.setting.Entry;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Reads what there is to restore: settings, and removals that are to be remembered still. A database that is away is waited for
 * a little, as {@link Transactions} does. Thread-safe.
 */
final class ArchivedSettings {
    private static final Logger LOG = LoggerFactory.getLogger(ArchivedSettings.class);

    static final int PAGE_ROWS = 500;
    static final long PAGE_BYTES = 1024 * 1024;

    private static final String NAMESPACES = "SELECT DISTINCT namespace FROM setting";
    private static final String COUNT =
            "SELECT COUNT(*) FROM setting WHERE namespace = ? AND (kind = 'present' OR revision > ?)";

    /** Apart from the values, for a page of these may be large. */
    private static final String SIZES = """
            SELECT name, COALESCE(LENGTH(value), 0) AS size FROM setting
            WHERE namespace = ? AND name >= ? AND name < ? AND (kind = 'present' OR revision > ?)
            ORDER BY name LIMIT ?
            """;

    private static final String ROWS = """
            SELECT name, kind, value, author, reason, revision FROM setting
            WHERE namespace = ? AND name >= ? AND name < ? AND (kind = 'present' OR revision > ?)
            ORDER BY name LIMIT ?
            """;

    private final JdbcTemplate jdbc;
    private final Transactions transactions;

    ArchivedSettings(JdbcTemplate jdbc, Transactions transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * A page.
     *
     * @param entries in the order of their keys
     * @param faults of rows that make no entry
     * @param next where the next page begins; null if this is the last one
     */
    record Page(
            List<Entry> entries,
            List<Finding> faults,
            @Nullable RowKey next) {
        Page {
            entries = List.copyOf(entries);
            faults = List.copyOf(faults);
        }
    }

    /** The namespaces of which the archive holds anything. */
    Set<Namespace> namespaces() {
        var namespaces = new TreeSet<Namespace>();
        for (var key : read(() -> jdbc.query(NAMESPACES, (row, number) -> row.getBytes("namespace")))) {
            try {
                namespaces.add(new Namespace(new String(key, StandardCharsets.UTF_8)));
            } catch (InvalidInputException e) {
                LOG.warn("table setting: passing over rows of what is no namespace: {}", e.getMessage());
            }
        }
        return namespaces;
    }

    /**
     * How much there is of a namespace.
     *
     * @param forgotten removals of this revision or an older one are left out
     */
    long count(Namespace namespace, Revision forgotten) {
        return read(() -> Objects.requireNonNull(
                jdbc.queryForObject(COUNT, Long.class, Columns.bytes(namespace), forgotten.micros())));
    }

    /**
     * A page of about a megabyte, or {@value #PAGE_ROWS} rows.
     *
     * @param from the lowest key
     * @param below no key that is as high as this one
     * @param forgotten removals of this revision or an older one are left out
     */
    Page page(Namespace namespace, RowKey from, RowKey below, Revision forgotten) {
        var end = end(namespace, from, below, forgotten);
        var entries = new ArrayList<Entry>();
        var faults = new ArrayList<Finding>();
        read(() -> {
            entries.clear();
            faults.clear();
            jdbc.query(
                    ROWS,
                    row -> {
                        var key = new RowKey(row.getBytes("name"));
                        var name = key.name();
                        var read = name == null ? null : ArchiveRow.of(name, row);
                        var fault = read == null ? "name: none that a setting can have" : read.fault();
                        if (read != null && fault == null) {
                            entries.add(read.entry());
                        } else {
                            faults.add(fault(namespace, key, row.getLong("revision"), fault));
                        }
                    },
                    Columns.bytes(namespace),
                    from.bytes(),
                    (end == null ? below : end).bytes(),
                    forgotten.micros(),
                    PAGE_ROWS);
            return entries;
        });
        return new Page(entries, faults, end);
    }

    /** Where the page ends that begins there; null if nothing is behind it. */
    private @Nullable RowKey end(Namespace namespace, RowKey from, RowKey below, Revision forgotten) {
        var sizes = read(() -> jdbc.query(
                SIZES,
                RowSize::of,
                Columns.bytes(namespace),
                from.bytes(),
                below.bytes(),
                forgotten.micros(),
                PAGE_ROWS));
        return RowSize.endOfPage(sizes, PAGE_ROWS, PAGE_BYTES);
    }

    private static Finding fault(Namespace namespace, RowKey key, long revision, @Nullable String fault) {
        LOG.warn("table setting: {}/{} cannot be restored: {}", namespace, key, fault);
        return new Finding(namespace, key.toString(), "unreadable", null, revision, fault, Finding.Repair.NONE);
    }

    private <T> T read(Supplier<T> query) {
        return transactions.carryOut(query);
    }
}
