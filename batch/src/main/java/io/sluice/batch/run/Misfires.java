package io.sluice.batch.run;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How often the schedule of a job was late, on whatever node. Thread-safe. Every method throws {@link
 * org.springframework.dao.DataAccessException} when the database is away or refuses.
 */
@Component
public final class Misfires {
    private static final String ADD = """
            INSERT INTO schedule_misfire (job, amount, last_at) VALUES (:job, 1, UTC_TIMESTAMP(6))
            ON DUPLICATE KEY UPDATE amount = amount + 1, last_at = VALUES(last_at)
            """;
    private static final String COUNTS = "SELECT job, amount FROM schedule_misfire";

    private final JdbcClient jdbc;

    Misfires(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One more. */
    public void add(String job) {
        jdbc.sql(ADD).param("job", job).update();
    }

    /** How many there were, by job; a job that never was late is not in it. */
    public Map<String, Long> counts() {
        var counts = new TreeMap<String, Long>();
        jdbc.sql(COUNTS).query(row -> {
            counts.put(row.getString("job"), row.getLong("amount"));
        });
        return counts;
    }
}
