package io.sluice.batch.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.servers.DatabaseServer;
import io.sluice.check.Check;
import io.sluice.check.Check.Outcome;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.util.unit.DataSize;

/** Sessions that are unsafe, of a real database. What a node's own are like, {@link ChecksShownIT} has. */
@Tag("servers")
class DatabaseChecksIT {
    private static final Clock CLOCK = Clock.systemUTC();

    @Test
    void lookWhenTheSessionIsNotLikeANodesThenSaysInWhat() throws SQLException {
        var found = look(
                CLOCK,
                "SET SESSION sql_mode = ''",
                "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
                "SET SESSION time_zone = '+01:00'");
        assertThat(found.get("mysql.sql-mode")).isEqualTo("WARNING none");
        assertThat(found.get("mysql.isolation")).isEqualTo("WARNING REPEATABLE-READ");
        assertThat(found.get("mysql.time-zone")).isEqualTo("WARNING +01:00");
        // It is the same moment, whatever the session calls it.
        assertThat(found.get("mysql.clock")).startsWith("OK ");
    }

    @Test
    void lookWhenTheServerIsUnsafeThenSaysSoAndOkOnceItIsNot() throws SQLException {
        assertThat(with("innodb_flush_log_at_trx_commit", "2").get("mysql.flush"))
                .isEqualTo("WARNING innodb_flush_log_at_trx_commit 2");
        assertThat(with("innodb_flush_log_at_trx_commit", "1").get("mysql.flush"))
                .isEqualTo("OK innodb_flush_log_at_trx_commit 1");
        assertThat(with("max_allowed_packet", "1048576").get("mysql.packet"))
                .isEqualTo("WARNING max_allowed_packet 1048576");
    }

    @Test
    void lookWhenOurClockIsWrongThenAWarning() throws SQLException {
        var late = Clock.offset(CLOCK, Duration.ofSeconds(-5));
        assertThat(look(late).get("mysql.clock")).startsWith("WARNING ").contains("s ahead");
    }

    /** Nothing of it is unknown: whatever this server calls its variables, they are found. */
    @Test
    void lookWhenTheDatabaseAnswersThenEachIsKnown() throws SQLException {
        assertThat(look(CLOCK).values()).noneMatch(found -> found.startsWith(Outcome.UNKNOWN.name()));
    }

    /** A session that begins while the server is set so. */
    private static Map<String, String> with(String variable, String value) throws SQLException {
        try (var root = DatabaseServer.shared().root();
                var statement = root.createStatement()) {
            String before;
            try (var row = statement.executeQuery("SELECT @@GLOBAL." + variable)) {
                row.next();
                before = row.getString(1);
            }
            statement.execute("SET GLOBAL " + variable + " = " + value);
            try {
                return look(CLOCK);
            } finally {
                statement.execute("SET GLOBAL " + variable + " = " + before);
            }
        }
    }

    /** Outcome and what was found, by id, in a session that begins with these statements. */
    private static Map<String, String> look(Clock clock, String... statements) throws SQLException {
        var database = DatabaseServer.shared();
        try (var connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
            var jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            List<Check> checks = new DatabaseChecks(jdbc, DataSize.ofKilobytes(256), clock).look();
            return checks.stream().collect(Collectors.toMap(Check::id, check -> check.outcome() + " " + check.found()));
        }
    }
}
