package io.sluice.batch.share;

import io.sluice.batch.archive.Columns;
import io.sluice.batch.archive.Retries;
import io.sluice.batch.archive.Transactions;
import io.sluice.setting.Namespace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Who helps with which run ({@code run_help}), and who has taken which namespaces of it ({@code run_share}). All times are
 * those of the database. Thread-safe. Every method throws {@link org.springframework.dao.DataAccessException} when the
 * database is away or refuses.
 */
final class ShareTables {
    /** Runs for all namespaces, among the newest of all, so that it does not matter how many records there are. */
    private static final String HELPABLE = """
            SELECT e.JOB_EXECUTION_ID
            FROM (SELECT JOB_EXECUTION_ID, JOB_INSTANCE_ID, STATUS FROM BATCH_JOB_EXECUTION
                  ORDER BY JOB_EXECUTION_ID DESC LIMIT 20) e
            JOIN BATCH_JOB_INSTANCE i ON i.JOB_INSTANCE_ID = e.JOB_INSTANCE_ID
            JOIN run_detail d ON d.job_execution_id = e.JOB_EXECUTION_ID
            WHERE e.STATUS = 'STARTED' AND i.JOB_NAME = 'drain'
              AND d.node NOT IN ('', :node) AND d.seen_at > UTC_TIMESTAMP(6) - INTERVAL :dead MICROSECOND
              AND NOT EXISTS (SELECT 1 FROM BATCH_JOB_EXECUTION_PARAMS p
                              WHERE p.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND p.PARAMETER_NAME = 'namespace')
            ORDER BY e.JOB_EXECUTION_ID
            """;

    private static final String OFFER = """
            INSERT INTO run_help (job_execution_id, node, seen_at, namespaces) VALUES (:run, :node, UTC_TIMESTAMP(6), 0)
            ON DUPLICATE KEY UPDATE seen_at = VALUES(seen_at)
            """;

    private static final String OFFERED = """
            SELECT COUNT(*) FROM run_help
            WHERE job_execution_id = :run AND node <> :node AND seen_at > UTC_TIMESTAMP(6) - INTERVAL :dead MICROSECOND
            """;

    private static final String ADD = """
            INSERT INTO run_share (job_execution_id, step, number, namespace) VALUES (?, ?, ?, ?)
            ON DUPLICATE KEY UPDATE number = run_share.number
            """;

    private static final String LEFT_OVER = """
            SELECT DISTINCT s.job_execution_id FROM run_share s
            JOIN BATCH_JOB_EXECUTION e ON e.JOB_EXECUTION_ID = s.job_execution_id
            WHERE e.END_TIME IS NOT NULL
            """;

    private static final String DROP = "DELETE FROM run_share WHERE job_execution_id IN (:runs)";

    private static final String OPEN_STEP = """
            SELECT s.step FROM run_share s
            JOIN BATCH_JOB_EXECUTION e ON e.JOB_EXECUTION_ID = s.job_execution_id AND e.STATUS = 'STARTED'
            WHERE s.job_execution_id = :run AND s.node IS NULL LIMIT 1
            """;

    private static final String OPEN_NUMBER = """
            SELECT MIN(s.number) FROM run_share s
            JOIN BATCH_JOB_EXECUTION e ON e.JOB_EXECUTION_ID = s.job_execution_id AND e.STATUS = 'STARTED'
            WHERE s.job_execution_id = :run AND s.step = :step AND s.node IS NULL
            """;

    private static final String TAKE = """
            UPDATE run_share SET node = :node
            WHERE job_execution_id = :run AND step = :step AND number = :number AND node IS NULL
            """;

    private static final String TAKEN =
            "SELECT namespace FROM run_share WHERE job_execution_id = :run AND step = :step AND number = :number";

    private static final String COUNT_TAKEN = """
            UPDATE run_help SET namespaces = namespaces + :more, seen_at = UTC_TIMESTAMP(6)
            WHERE job_execution_id = :run AND node = :node
            """;

    /** One statement, so that what changes hands meanwhile is seen in one of them. */
    private static final String OTHERS = """
            SELECT DISTINCT s.node, TIMESTAMPDIFF(MICROSECOND, h.seen_at, UTC_TIMESTAMP(6)) AS silence
            FROM run_share s LEFT JOIN run_help h ON h.job_execution_id = s.job_execution_id AND h.node = s.node
            WHERE s.job_execution_id = :run AND s.step = :step AND (s.node IS NULL OR s.node <> :node)
            """;

    private static final String HELPERS = """
            SELECT node, TIMESTAMPDIFF(MICROSECOND, seen_at, UTC_TIMESTAMP(6)) AS silence
            FROM run_help WHERE job_execution_id = :run
            """;

    private static final String STATUS = "SELECT STATUS FROM BATCH_JOB_EXECUTION WHERE JOB_EXECUTION_ID = :run";

    private static final String WANTED = """
            SELECT COUNT(*) FROM run_share s
            JOIN BATCH_JOB_EXECUTION e ON e.JOB_EXECUTION_ID = s.job_execution_id AND e.STATUS = 'STARTED'
            JOIN run_detail d ON d.job_execution_id = s.job_execution_id
            WHERE s.job_execution_id = :run AND s.step = :step AND s.node = :node
              AND d.seen_at > UTC_TIMESTAMP(6) - INTERVAL :dead MICROSECOND
            """;

    private static final String GIVE_BACK =
            "UPDATE run_share SET node = NULL WHERE job_execution_id = :run AND step = :step AND node = :node";

    private static final String DONE =
            "DELETE FROM run_share WHERE job_execution_id = :run AND step = :step AND node = :node";

    private static final String END = "DELETE FROM run_share WHERE job_execution_id = :run AND step = :step";

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final Transactions transactions;
    private final Retries retries = Retries.ofContention();

    ShareTables(JdbcTemplate jdbc, Transactions transactions) {
        this.jdbc = JdbcClient.create(jdbc);
        this.batches = jdbc;
        this.transactions = transactions;
    }

    /**
     * Who has namespaces of a step that are not done.
     *
     * @param node null for nobody
     * @param silence since his last sign of life; null if he never gave one
     */
    record Holder(@Nullable String node, @Nullable Duration silence) {
        boolean isSilentFor(Duration time) {
            return silence == null || silence.compareTo(time) >= 0;
        }
    }

    /** Runs of other nodes which live, oldest first. */
    List<Long> helpable(String node, Duration deadAfter) {
        return jdbc.sql(HELPABLE)
                .param("node", node)
                .param("dead", micros(deadAfter))
                .query(Long.class)
                .list();
    }

    /** Offers help with a run; said again and again, it is a sign of life too. */
    void offer(long run, String node) {
        jdbc.sql(OFFER).param("run", run).param("node", node).update();
    }

    /** Whether another node than that of the run offers help. */
    boolean isOffered(long run, String node, Duration deadAfter) {
        return jdbc.sql(OFFERED)
                        .param("run", run)
                        .param("node", node)
                        .param("dead", micros(deadAfter))
                        .query(Long.class)
                        .single()
                > 0;
    }

    /**
     * Hands out namespaces, all or none.
     *
     * @param shares those of each are taken together
     */
    void add(long run, String step, List<List<Namespace>> shares) {
        var ended = jdbc.sql(LEFT_OVER).query(Long.class).list();
        if (!ended.isEmpty()) {
            jdbc.sql(DROP).param("runs", ended).update();
        }
        var rows = new ArrayList<Object[]>();
        for (int i = 0; i < shares.size(); i++) {
            for (var namespace : shares.get(i)) {
                rows.add(new Object[] {run, step, i + 1, Columns.bytes(namespace)});
            }
        }
        transactions.carryOut(() -> batches.batchUpdate(ADD, rows));
    }

    /** A step of which nobody has taken everything. */
    Optional<String> openStep(long run) {
        return jdbc.sql(OPEN_STEP).param("run", run).query(String.class).optional();
    }

    /** Takes what is next; empty if all is taken, or the run does not go on. */
    List<Namespace> take(long run, String step, String node) {
        while (true) {
            var number = openNumber(run, step);
            if (number.isEmpty()) {
                return List.of();
            }
            // Of two who try, one changes the rows.
            int rows = retries.carryOut(() -> jdbc.sql(TAKE)
                    .param("node", node)
                    .param("run", run)
                    .param("step", step)
                    .param("number", number.get())
                    .update());
            if (rows > 0) {
                return jdbc.sql(TAKEN)
                        .param("run", run)
                        .param("step", step)
                        .param("number", number.get())
                        .query((row, index) -> new Namespace(new String(row.getBytes(1), StandardCharsets.UTF_8)))
                        .list();
            }
        }
    }

    private Optional<Integer> openNumber(long run, String step) {
        return jdbc.sql(OPEN_NUMBER)
                .param("run", run)
                .param("step", step)
                .query((row, index) -> Optional.ofNullable(row.getObject(1, Integer.class)))
                .single();
    }

    /** Notes that a helper has taken so many more. */
    void countTaken(long run, String node, int more) {
        jdbc.sql(COUNT_TAKEN)
                .param("more", more)
                .param("run", run)
                .param("node", node)
                .update();
    }

    /** Who has what is not done, the node of the run left out. */
    List<Holder> others(long run, String step, String node) {
        return jdbc.sql(OTHERS)
                .param("run", run)
                .param("step", step)
                .param("node", node)
                .query((row, index) -> holder(row.getString("node"), row.getObject("silence", Long.class)))
                .list();
    }

    /** All that ever offered help with a run. */
    List<Holder> helpers(long run) {
        return jdbc.sql(HELPERS)
                .param("run", run)
                .query((row, index) -> holder(row.getString("node"), row.getObject("silence", Long.class)))
                .list();
    }

    /** Whether the record of a run says that it goes on, and nobody has stopped it. */
    boolean isGoingOn(long run) {
        return jdbc.sql(STATUS)
                .param("run", run)
                .query(String.class)
                .optional()
                .filter("STARTED"::equals)
                .isPresent();
    }

    /** Whether a helper still has anything of a run that goes on, and whose node lives. */
    boolean isWanted(long run, String step, String node, Duration deadAfter) {
        return jdbc.sql(WANTED)
                        .param("run", run)
                        .param("step", step)
                        .param("node", node)
                        .param("dead", micros(deadAfter))
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Lets others have what a node has taken. */
    int giveBack(long run, String step, String node) {
        return retries.carryOut(() -> jdbc.sql(GIVE_BACK)
                .param("run", run)
                .param("step", step)
                .param("node", node)
                .update());
    }

    /** All that a node has taken is done. */
    int done(long run, String step, String node) {
        return retries.carryOut(() -> jdbc.sql(DONE)
                .param("run", run)
                .param("step", step)
                .param("node", node)
                .update());
    }

    /** Nobody has anything of a step any more. */
    void end(long run, String step) {
        retries.carryOut(
                () -> jdbc.sql(END).param("run", run).param("step", step).update());
    }

    private static Holder holder(@Nullable String node, @Nullable Long silence) {
        return new Holder(node, silence == null ? null : Duration.of(silence, ChronoUnit.MICROS));
    }

    private static long micros(Duration time) {
        return time.toNanos() / 1000;
    }
}
