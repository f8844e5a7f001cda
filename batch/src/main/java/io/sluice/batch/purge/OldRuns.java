package io.sluice.batch.purge;

import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Records of runs, in the tables of Spring Batch and in Sluice's own, which go with them. */
final class OldRuns {
    /** Neither one that has not ended, nor the last one of its job. */
    private static final String PAGE = """
            SELECT e.JOB_EXECUTION_ID FROM BATCH_JOB_EXECUTION e
            WHERE e.END_TIME < UTC_TIMESTAMP(6) - INTERVAL :seconds SECOND
              AND e.JOB_EXECUTION_ID NOT IN (
                  SELECT last FROM (
                      SELECT MAX(l.JOB_EXECUTION_ID) AS last
                      FROM BATCH_JOB_EXECUTION l JOIN BATCH_JOB_INSTANCE i ON i.JOB_INSTANCE_ID = l.JOB_INSTANCE_ID
                      GROUP BY i.JOB_NAME) lasts)
            ORDER BY e.JOB_EXECUTION_ID LIMIT :limit
            """;

    private static final String INSTANCES = """
            SELECT DISTINCT JOB_INSTANCE_ID FROM BATCH_JOB_EXECUTION WHERE JOB_EXECUTION_ID IN (:runs)
            """;
    private static final List<String> REMOVE = List.of(
            """
            DELETE FROM BATCH_STEP_EXECUTION_CONTEXT WHERE STEP_EXECUTION_ID IN (
                SELECT STEP_EXECUTION_ID FROM BATCH_STEP_EXECUTION WHERE JOB_EXECUTION_ID IN (:runs))
            """,
            "DELETE FROM BATCH_STEP_EXECUTION WHERE JOB_EXECUTION_ID IN (:runs)",
            "DELETE FROM BATCH_JOB_EXECUTION_CONTEXT WHERE JOB_EXECUTION_ID IN (:runs)",
            "DELETE FROM BATCH_JOB_EXECUTION_PARAMS WHERE JOB_EXECUTION_ID IN (:runs)",
            "DELETE FROM BATCH_JOB_EXECUTION WHERE JOB_EXECUTION_ID IN (:runs)");

    /** A run that was restarted has several executions, of which one may be too young. */
    private static final String REMOVE_INSTANCES = """
            DELETE FROM BATCH_JOB_INSTANCE WHERE JOB_INSTANCE_ID IN (:instances)
              AND JOB_INSTANCE_ID NOT IN (
                  SELECT JOB_INSTANCE_ID FROM BATCH_JOB_EXECUTION WHERE JOB_INSTANCE_ID IN (:instances))
            """;

    private OldRuns() {}

    /** Those that ended longer ago than that. */
    static Aging of(JdbcClient jdbc, Duration kept) {
        return new Aging("runs", jdbc, PAGE, kept, page -> remove(jdbc, page));
    }

    private static void remove(JdbcClient jdbc, List<Long> page) {
        var instances =
                jdbc.sql(INSTANCES).param("runs", page).query(Long.class).list();
        REMOVE.forEach(statement -> jdbc.sql(statement).param("runs", page).update());
        if (!instances.isEmpty()) {
            jdbc.sql(REMOVE_INSTANCES).param("instances", instances).update();
        }
    }
}
