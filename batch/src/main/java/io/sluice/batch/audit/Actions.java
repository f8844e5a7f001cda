package io.sluice.batch.audit;

import io.sluice.setting.Origin;
import io.sluice.setting.RequestId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The record of what operators did, in the table {@code operator_action}. Thread-safe. Every method throws {@link
 * org.springframework.dao.DataAccessException} when the database is away or refuses.
 */
@Component
public final class Actions {
    private static final String ADD = """
            INSERT INTO operator_action (at, who, action, target, reason, request_id)
            VALUES (UTC_TIMESTAMP(6), :who, :action, :target, :reason, :request)
            """;

    private static final String NEWEST_FIRST = """
            SELECT id, at, who, action, target, reason, request_id FROM operator_action
            WHERE (:before IS NULL OR id < :before)
            ORDER BY id DESC LIMIT :limit
            """;

    /** Under which the number of the request at hand is known to the log. */
    private static final String REQUEST = "requestId";

    private final JdbcClient jdbc;

    Actions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Writes down what is about to be done: what cannot be written down is not done.
     *
     * @param who owner of the token
     * @param action what, in a word or two
     * @param target of what
     * @param reason in his words, at most 1000 characters; null or blank for none
     * @throws io.sluice.setting.InvalidInputException if the reason is too long or damaged
     */
    public void record(String who, String action, String target, @Nullable String reason) {
        var origin = new Origin(who, reason, RequestId.random());
        jdbc.sql(ADD)
                .param("who", origin.author())
                .param("action", action)
                .param("target", target)
                .param("reason", origin.reason())
                .param("request", MDC.get(REQUEST))
                .update();
    }

    /**
     * What was done, the newest first.
     *
     * @param before only actions of a lower id; null to begin
     * @param limit how many at most
     */
    public List<Action> list(@Nullable Long before, int limit) {
        return jdbc.sql(NEWEST_FIRST)
                .param("before", before)
                .param("limit", limit)
                .query(Actions::action)
                .list();
    }

    private static Action action(ResultSet row, int number) throws SQLException {
        return new Action(
                row.getLong("id"),
                row.getTimestamp("at").toInstant(),
                row.getString("who"),
                row.getString("action"),
                row.getString("target"),
                row.getString("reason"),
                row.getString("request_id"));
    }
}
