package io.sluice.batch.purge;

import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What operators did. */
final class OldActions implements Aging<Long> {
    private static final String PAGE = """
            SELECT id FROM operator_action WHERE at < UTC_TIMESTAMP(6) - INTERVAL :seconds SECOND
            ORDER BY at LIMIT :limit
            """;
    private static final String REMOVE = "DELETE FROM operator_action WHERE id IN (:actions)";

    private final JdbcClient jdbc;
    private final Duration kept;

    OldActions(JdbcClient jdbc, Duration kept) {
        this.jdbc = jdbc;
        this.kept = kept;
    }

    @Override
    public String step() {
        return "actions";
    }

    @Override
    public List<Long> page(int limit) {
        return jdbc.sql(PAGE)
                .param("seconds", kept.toSeconds())
                .param("limit", limit)
                .query(Long.class)
                .list();
    }

    @Override
    public void remove(List<Long> page) {
        jdbc.sql(REMOVE).param("actions", page).update();
    }
}
