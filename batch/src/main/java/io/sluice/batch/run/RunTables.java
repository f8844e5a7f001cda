package io.sluice.batch.run;

import io.sluice.setting.Namespace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads run records where Spring Batch and Sluice write them: a page with one statement, which the job repository cannot. */
final class RunTables {
    private static final String RUN = """
            SELECT e.JOB_EXECUTION_ID AS id, i.JOB_NAME AS job, e.STATUS AS status,
                   COALESCE(e.START_TIME, e.CREATE_TIME) AS started_at, e.END_TIME AS ended_at,
                   namespace.PARAMETER_VALUE AS namespace,
                   kind.PARAMETER_VALUE AS trigger_kind, owner.PARAMETER_VALUE AS trigger_by,
                   COALESCE(entries.READ_COUNT, 0) AS entries_read,
                   COALESCE(entries.WRITE_COUNT - entries.FILTER_COUNT, 0) AS entries_written,
                   COALESCE(entries.FILTER_COUNT, 0) AS entries_superseded,
                   COALESCE(history.WRITE_COUNT, 0) AS history_records,
                   COALESCE(failure.message, e.EXIT_MESSAGE) AS error
            FROM BATCH_JOB_EXECUTION e
            JOIN BATCH_JOB_INSTANCE i ON i.JOB_INSTANCE_ID = e.JOB_INSTANCE_ID
            LEFT JOIN BATCH_JOB_EXECUTION_PARAMS namespace
                ON namespace.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND namespace.PARAMETER_NAME = 'namespace'
            LEFT JOIN BATCH_JOB_EXECUTION_PARAMS kind
                ON kind.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND kind.PARAMETER_NAME = 'trigger'
            LEFT JOIN BATCH_JOB_EXECUTION_PARAMS owner
                ON owner.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND owner.PARAMETER_NAME = 'by'
            LEFT JOIN BATCH_STEP_EXECUTION entries
                ON entries.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND entries.STEP_NAME = 'entries'
            LEFT JOIN BATCH_STEP_EXECUTION history
                ON history.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND history.STEP_NAME = 'history'
            LEFT JOIN run_failure failure ON failure.job_execution_id = e.JOB_EXECUTION_ID
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
            ON DUPLICATE KEY UPDATE message = VALUES(message)
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

    private static Run run(ResultSet row, int number) throws SQLException {
        var status = BatchStatus.valueOf(row.getString("status"));
        var counts = new Run.Counts(
                row.getLong("entries_read"),
                row.getLong("entries_written"),
                row.getLong("entries_superseded"),
                0,
                row.getLong("history_records"));
        return new Run(
                row.getLong("id"),
                row.getString("job"),
                status,
                RunScope.of(row.getString("namespace")),
                new Trigger(
                        Trigger.Kind.valueOf(row.getString("trigger_kind").toUpperCase(Locale.ROOT)),
                        row.getString("trigger_by")),
                row.getTimestamp("started_at").toInstant(),
                instant(row.getTimestamp("ended_at")),
                counts,
                status == BatchStatus.COMPLETED ? null : text(row.getString("error")));
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }

    private static @Nullable String text(@Nullable String error) {
        return error == null || error.isBlank() ? null : error;
    }
}
