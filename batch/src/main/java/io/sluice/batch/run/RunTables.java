package io.sluice.batch.run;

import io.sluice.setting.Namespace;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads run records where Spring Batch and Sluice write them: a page with one statement, which the job repository cannot. */
final class RunTables {
    /** Of a step that others carry out for it, those others count. */
    private static final String RUN = """
            SELECT e.JOB_EXECUTION_ID AS id, i.JOB_NAME AS job, e.STATUS AS status,
                   COALESCE(e.START_TIME, e.CREATE_TIME) AS started_at, e.END_TIME AS ended_at,
                   name.PARAMETER_VALUE AS name, namespace.PARAMETER_VALUE AS namespace,
                   kind.PARAMETER_VALUE AS trigger_kind, owner.PARAMETER_VALUE AS trigger_by,
                   reason.PARAMETER_VALUE AS reason, detail.node AS node, detail.total AS total,
                   (SELECT SUM(s.READ_COUNT) FROM BATCH_STEP_EXECUTION s
                    WHERE s.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND s.STEP_NAME NOT LIKE 'history%'
                      AND s.STEP_NAME <> 'entries') AS entries_read,
                   (SELECT SUM(s.WRITE_COUNT - s.FILTER_COUNT) FROM BATCH_STEP_EXECUTION s
                    WHERE s.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND s.STEP_NAME NOT LIKE 'history%'
                      AND s.STEP_NAME <> 'entries') AS entries_written,
                   (SELECT SUM(s.FILTER_COUNT) FROM BATCH_STEP_EXECUTION s
                    WHERE s.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND s.STEP_NAME NOT LIKE 'history%'
                      AND s.STEP_NAME <> 'entries') AS entries_superseded,
                   (SELECT SUM(s.WRITE_SKIP_COUNT) FROM BATCH_STEP_EXECUTION s
                    WHERE s.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND s.STEP_NAME LIKE 'entries:%') AS entries_quarantined,
                   (SELECT SUM(s.WRITE_COUNT) FROM BATCH_STEP_EXECUTION s
                    WHERE s.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND s.STEP_NAME LIKE 'history:%') AS history_records,
                   (SELECT GROUP_CONCAT(f.word, '=', f.amount) FROM run_found f
                    WHERE f.job_execution_id = e.JOB_EXECUTION_ID) AS found,
                   COALESCE(failure.message, e.EXIT_MESSAGE) AS error
            FROM BATCH_JOB_EXECUTION e
            JOIN BATCH_JOB_INSTANCE i ON i.JOB_INSTANCE_ID = e.JOB_INSTANCE_ID
            LEFT JOIN BATCH_JOB_EXECUTION_PARAMS name
                ON name.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND name.PARAMETER_NAME = 'run'
            LEFT JOIN BATCH_JOB_EXECUTION_PARAMS namespace
                ON namespace.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND namespace.PARAMETER_NAME = 'namespace'
            LEFT JOIN BATCH_JOB_EXECUTION_PARAMS kind
                ON kind.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND kind.PARAMETER_NAME = 'trigger'
            LEFT JOIN BATCH_JOB_EXECUTION_PARAMS owner
                ON owner.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND owner.PARAMETER_NAME = 'by'
            LEFT JOIN BATCH_JOB_EXECUTION_PARAMS reason
                ON reason.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND reason.PARAMETER_NAME = 'reason'
            LEFT JOIN run_failure failure ON failure.job_execution_id = e.JOB_EXECUTION_ID
            LEFT JOIN run_detail detail ON detail.job_execution_id = e.JOB_EXECUTION_ID
            """;

    private static final String BY_ID = RUN + "WHERE e.JOB_EXECUTION_ID = :id";
    private static final String NEWEST_FIRST = RUN + """
            WHERE (:job IS NULL OR i.JOB_NAME = :job)
              AND (:status IS NULL OR e.STATUS = :status)
              AND (:before IS NULL OR e.JOB_EXECUTION_ID < :before)
              AND (:everything = 1 OR namespace.PARAMETER_VALUE IS NULL OR namespace.PARAMETER_VALUE IN (:namespaces))
            ORDER BY e.JOB_EXECUTION_ID DESC
            LIMIT :limit
            """;
    private static final String ADD_FAILURE = """
            INSERT INTO run_failure (job_execution_id, message) VALUES (:id, :message)
            ON DUPLICATE KEY UPDATE
                message = IF(LOCATE(VALUES(message), message) > 0, message, CONCAT(message, '; ', VALUES(message)))
            """;

    private static final String BEGIN = """
            INSERT INTO run_detail (job_execution_id, node, seen_at) VALUES (:id, :node, UTC_TIMESTAMP(6))
            ON DUPLICATE KEY UPDATE node = VALUES(node), seen_at = VALUES(seen_at)
            """;

    private static final String SEEN =
            "UPDATE run_detail SET seen_at = UTC_TIMESTAMP(6) WHERE job_execution_id IN (:ids)";

    /** A run may say so before it is noted who carries it out. */
    private static final String ADD_TOTAL = """
            INSERT INTO run_detail (job_execution_id, node, seen_at, total) VALUES (:id, '', UTC_TIMESTAMP(6), :total)
            ON DUPLICATE KEY UPDATE total = COALESCE(total, 0) + VALUES(total)
            """;

    /** A process may die before it gives the first sign. Spring Batch keeps times of the nodes, which keep UTC. */
    private static final String SILENCE = """
            SELECT TIMESTAMPDIFF(MICROSECOND, COALESCE(d.seen_at, e.CREATE_TIME), UTC_TIMESTAMP(6))
            FROM BATCH_JOB_EXECUTION e LEFT JOIN run_detail d ON d.job_execution_id = e.JOB_EXECUTION_ID
            WHERE e.JOB_EXECUTION_ID = :id
            """;

    /** As Spring Batch changes it, which looks at status and version anew before each change of its own. */
    private static final String STOPPING = """
            UPDATE BATCH_JOB_EXECUTION SET STATUS = 'STOPPING', VERSION = VERSION + 1
            WHERE JOB_EXECUTION_ID = :id AND STATUS = 'STARTED' AND END_TIME IS NULL
            """;

    private static final String SUCCEEDED = """
            INSERT INTO run_success (job, ended_at) VALUES (:job, UTC_TIMESTAMP(6))
            ON DUPLICATE KEY UPDATE ended_at = VALUES(ended_at)
            """;

    private static final String FINDINGS = """
            SELECT namespace, name, kind, redis_revision, archive_revision, detail, repaired
            FROM run_finding WHERE job_execution_id = :id ORDER BY number
            """;

    private final JdbcClient jdbc;

    RunTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Run> find(long id) {
        return jdbc.sql(BY_ID).param("id", id).query(RunTables::run).optional();
    }

    List<Run> list(RunQuery query) {
        var visible = query.visible() == null ? Set.<Namespace>of() : query.visible();
        // IN needs an element; no namespace is called that.
        var namespaces = visible.isEmpty()
                ? List.of("")
                : visible.stream().map(Namespace::text).toList();
        return jdbc.sql(NEWEST_FIRST)
                .param("job", query.job())
                .param("status", query.status() == null ? null : query.status().name())
                .param("before", query.before())
                .param("everything", query.visible() == null ? 1 : 0)
                .param("namespaces", namespaces)
                .param("limit", query.limit())
                .query(RunTables::run)
                .list();
    }

    void addFailure(long id, String message) {
        jdbc.sql(ADD_FAILURE).param("id", id).param("message", message).update();
    }

    /** Notes that a run of a job has completed. */
    void succeeded(String job) {
        jdbc.sql(SUCCEEDED).param("job", job).update();
    }

    /** Notes who carries a run out, and that he lives. */
    void begin(long id, String node) {
        jdbc.sql(BEGIN).param("id", id).param("node", node).update();
    }

    /** Notes that those who carry these runs out live. */
    void seen(List<Long> ids) {
        jdbc.sql(SEEN).param("ids", ids).update();
    }

    /** Notes that a run shall stop, if it goes on. */
    void stopping(long id) {
        jdbc.sql(STOPPING).param("id", id).update();
    }

    void addTotal(long id, long total) {
        jdbc.sql(ADD_TOTAL).param("id", id).param("total", total).update();
    }

    /** For how long there has been no sign of life of a run's process. */
    Duration silence(long id) {
        return Duration.of(jdbc.sql(SILENCE).param("id", id).query(Long.class).single(), ChronoUnit.MICROS);
    }

    /** The first findings of a run. */
    List<Finding> findings(long id) {
        return jdbc.sql(FINDINGS).param("id", id).query(RunTables::finding).list();
    }

    private static Run run(ResultSet row, int number) throws SQLException {
        var status = BatchStatus.valueOf(row.getString("status"));
        var counts = new Run.Counts(
                row.getLong("entries_read"),
                row.getLong("entries_written"),
                row.getLong("entries_superseded"),
                row.getLong("entries_quarantined"),
                row.getLong("history_records"));
        return new Run(
                row.getLong("id"),
                row.getString("name"),
                row.getString("job"),
                status,
                RunScope.of(row.getString("namespace")),
                new Trigger(
                        Trigger.Kind.valueOf(row.getString("trigger_kind").toUpperCase(Locale.ROOT)),
                        row.getString("trigger_by")),
                row.getString("reason"),
                row.getString("node"),
                row.getTimestamp("started_at").toInstant(),
                instant(row.getTimestamp("ended_at")),
                counts,
                number(row, "total"),
                found(row.getString("found")),
                status == BatchStatus.COMPLETED ? null : text(row.getString("error")));
    }

    private static Finding finding(ResultSet row, int number) throws SQLException {
        return new Finding(
                new Namespace(new String(row.getBytes("namespace"), StandardCharsets.UTF_8)),
                new String(row.getBytes("name"), StandardCharsets.UTF_8),
                row.getString("kind"),
                number(row, "redis_revision"),
                number(row, "archive_revision"),
                row.getString("detail"),
                row.getBoolean("repaired") ? Finding.Repair.DONE : Finding.Repair.NONE);
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? null : number;
    }

    /** {@code word=5,other=7}. */
    private static Map<String, Long> found(@Nullable String text) {
        var found = new TreeMap<String, Long>();
        if (text != null) {
            for (var part : text.split(",", -1)) {
                var pair = part.split("=", 2);
                found.put(pair[0], Long.valueOf(pair[1]));
            }
        }
        return found;
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }

    private static @Nullable String text(@Nullable String error) {
        return error == null || error.isBlank() ? null : error;
    }
}
