package io.sluice.batch.run;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.batch.core.BatchStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How the last runs of jobs went, on whatever node. Thread-safe. Every method throws {@link
 * org.springframework.dao.DataAccessException} when the database is away or refuses.
 */
@Component
public final class LastRuns {
    private static final int LOOKED_AT = 10;
    private static final String SUCCESSES =
            "SELECT job, TIMESTAMPDIFF(MICROSECOND, ended_at, UTC_TIMESTAMP(6)) AS age FROM run_success";

    private final JdbcClient jdbc;
    private final RunTables tables;

    LastRuns(JdbcClient jdbc, RunTables tables) {
        this.jdbc = jdbc;
        this.tables = tables;
    }

    /** How long ago a run of each job last completed; a job of which none did is not in it. */
    public Map<String, Duration> successes() {
        var ages = new TreeMap<String, Duration>();
        jdbc.sql(SUCCESSES).query(row -> {
            ages.put(row.getString("job"), Duration.of(row.getLong("age"), ChronoUnit.MICROS));
        });
        return ages;
    }

    /** The newest run of a job that has ended and failed; empty if there is none, or one that ended after it did not fail. */
    public Optional<Run> failure(String job) {
        return tables.list(new RunQuery(job, null, null, null, LOOKED_AT)).stream()
                .filter(run -> !run.isRunning())
                .findFirst()
                .filter(run -> run.status() == BatchStatus.FAILED);
    }
}
