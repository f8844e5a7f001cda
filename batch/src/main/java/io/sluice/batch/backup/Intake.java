package io.sluice.batch.backup;

import io.sluice.batch.archive.Columns;
import io.sluice.batch.archive.DatabaseErrors;
import io.sluice.setting.Namespace;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Fills an empty archive from a backup, in one transaction: nobody sees anything of it before all of it was read and found
 * right, and if it is not, nothing is changed. Thread-safe.
 */
public final class Intake {
    private static final int PAGE_ROWS = 500;
    private static final long PAGE_CHARACTERS = 1024 * 1024;

    /** Two at once would both find the archive empty. */
    private static final String LOCK = "SELECT one FROM installation WHERE one = 1 FOR UPDATE NOWAIT";

    private static final String ANY = "SELECT 1 FROM setting LIMIT 1";

    private static final String INSERT = """
            INSERT INTO setting (namespace, name, value, kind, author, reason, changed_at, archived_at, revision)
            VALUES (?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), ?)
            """;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    Intake(JdbcTemplate jdbc, PlatformTransactionManager manager) {
        this.jdbc = jdbc;
        transaction = new TransactionTemplate(manager);
        transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        transaction.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    }

    /** What became of a backup. */
    public sealed interface Outcome {
        /** All of it is archived. */
        record Taken(long rows, List<String> namespaces) implements Outcome {
            public Taken {
                namespaces = List.copyOf(namespaces);
            }
        }

        /** There is something in the archive already; nothing was changed. */
        record Occupied() implements Outcome {}

        /**
         * It is no backup, or not a whole one; nothing was changed.
         *
         * @param line where that shows, from 1
         * @param fault what is there
         * @param expected what would be right, as one phrase
         */
        record Damaged(long line, String fault, String expected) implements Outcome {}

        /**
         * The database refuses it, such as two rows of one name, or one that has been archived meanwhile; nothing was changed.
         *
         * @param why in the words of the database
         */
        record Refused(String why) implements Outcome {}
    }

    /**
     * Reads a backup to its end, if it is right so far.
     *
     * @throws java.io.UncheckedIOException if the stream breaks; nothing was changed
     * @throws DataAccessException if the database is away, or another backup is being taken; nothing was changed, unless it
     *     went away at the very end
     */
    public Outcome take(InputStream backup) {
        try {
            return Objects.requireNonNull(transaction.execute(status -> fill(backup)));
        } catch (BadBackupException e) {
            return new Outcome.Damaged(e.line(), e.fault(), e.expected());
        } catch (DataAccessException e) {
            var error = DatabaseErrors.find(e);
            if (error == null || !DatabaseErrors.refuses(e)) {
                throw e;
            }
            return new Outcome.Refused(String.valueOf(error.getMessage()));
        }
    }

    private Outcome fill(InputStream backup) {
        jdbc.queryForObject(LOCK, Integer.class);
        if (!jdbc.queryForList(ANY, Integer.class).isEmpty()) {
            return new Outcome.Occupied();
        }
        var reader = new BackupReader(backup);
        var page = new ArrayList<Object[]>();
        long characters = 0;
        for (var row = reader.next(); row != null; row = reader.next()) {
            page.add(Columns.row(Columns.bytes(row.namespace()), row.entry()));
            characters += row.characters();
            if (page.size() == PAGE_ROWS || characters >= PAGE_CHARACTERS) {
                insert(page);
                characters = 0;
            }
        }
        insert(page);
        return new Outcome.Taken(
                reader.rows(), reader.namespaces().stream().map(Namespace::text).toList());
    }

    private void insert(List<Object[]> page) {
        if (!page.isEmpty()) {
            jdbc.batchUpdate(INSERT, page);
            page.clear();
        }
    }
}
