package io.sluice.batch.purge;

import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What operators did. */
final class OldActions {
    private static final String PAGE = """
            SELECT id FROM operator_action WHERE at < UTC_TIMESTAMP(6) - INTERVAL :seconds SECOND
            ORDER BY at LIMIT :limit
            """;

    private static final String REMOVE = "DELETE FROM operator_action WHERE id IN (:actions)";

    private OldActions() {}

    /** Those that were asked for longer ago than that. */
    static Aging of(JdbcClient jdbc, Duration kept) {
        return new Aging(
                "actions",
                jdbc,
                PAGE,
                kept,
                page -> jdbc.sql(REMOVE).param("actions", page).update());
    }
}
