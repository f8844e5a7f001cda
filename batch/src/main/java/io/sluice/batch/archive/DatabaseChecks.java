package io.sluice.batch.archive;

import io.sluice.check.Check;
import io.sluice.check.Checker;
import io.sluice.check.ClockDifference;
import io.sluice.check.Requirement;
import io.sluice.check.ServerVersion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.util.unit.DataSize;

/**
 * What a session of the archive's is like, in the words of MySQL and of MariaDB, of which each lacks some of the other's: a
 * variable that there is not is not asked for by name, and what it would tell is unknown.
 */
final class DatabaseChecks implements Checker {
    private static final String VARIABLES = """
            SHOW VARIABLES WHERE Variable_name IN (
                'version', 'sql_mode', 'max_allowed_packet', 'transaction_isolation', 'tx_isolation', 'log_bin', 'sync_binlog',
                'innodb_flush_log_at_trx_commit', 'innodb_doublewrite', 'time_zone', 'system_time_zone')
            """;
    private static final String NOW = "SELECT CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)";

    private static final Duration EVERY = Duration.ofSeconds(15);
    private static final ServerVersion OLDEST_MYSQL = new ServerVersion(8, 0);
    private static final ServerVersion OLDEST_MARIADB = new ServerVersion(10, 11);
    private static final Set<String> UTC = Set.of("+00:00", "UTC", "Etc/UTC");

    /** A record of the history has two values, and in a statement each of their characters may become two. */
    private static final int VALUES_IN_A_STATEMENT = 4;
    /** Names, reason and the statement itself. */
    private static final long REST_OF_A_STATEMENT = 64 << 10;

    private static final Requirement VERSION = new Requirement(
            "mysql.version",
            "MySQL %s or MariaDB %s, or later".formatted(OLDEST_MYSQL, OLDEST_MARIADB),
            "Upgrade the database: Sluice is tested with these and later ones.");
    private static final Requirement SQL_MODE = new Requirement(
            "mysql.sql-mode",
            "STRICT_ALL_TABLES or STRICT_TRANS_TABLES",
            "Have no sql_mode in spring.datasource.url, and sessionVariables as they come: otherwise the database cuts off what"
                    + " does not fit, and says nothing.");
    private static final Requirement ISOLATION = new Requirement(
            "mysql.isolation",
            "READ-COMMITTED",
            "Leave spring.datasource.hikari.transaction-isolation as it comes: with another one, drains that run side by side"
                    + " lock each other out.");
    private static final Requirement BINLOG = new Requirement(
            "mysql.binlog",
            "sync_binlog 1, where there is a binary log",
            "SET GLOBAL sync_binlog = 1, and the same in the configuration file: otherwise a power cut may leave replicas, and a"
                    + " restore to a moment, without what was committed.");
    private static final Requirement FLUSH = new Requirement(
            "mysql.flush",
            "innodb_flush_log_at_trx_commit 1",
            "SET GLOBAL innodb_flush_log_at_trx_commit = 1, and the same in the configuration file: otherwise a power cut costs"
                    + " the last second of what Redis was told is archived.");
    private static final Requirement DOUBLEWRITE = new Requirement(
            "mysql.doublewrite",
            "innodb_doublewrite ON",
            "Set innodb_doublewrite = ON in the configuration file, unless the file system writes whole pages or none: otherwise"
                    + " a power cut may tear one, and with it the table.");
    private static final Requirement TIME_ZONE = new Requirement(
            "mysql.time-zone",
            "UTC",
            "Leave connectionTimeZone and forceConnectionTimeZoneToSession as they come, and have none in"
                    + " spring.datasource.url: otherwise times of runs and actions are off, and twice a year ambiguous.");
    private static final Requirement CLOCK = ClockDifference.requirement("mysql.clock");

    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final Requirement packet;
    private final long leastPacket;

    /**
     * Prepares to ask.
     *
     * @param largestValue of a setting
     */
    DatabaseChecks(JdbcTemplate jdbc, DataSize largestValue, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        leastPacket = VALUES_IN_A_STATEMENT * largestValue.toBytes() + REST_OF_A_STATEMENT;
        packet = new Requirement(
                "mysql.packet",
                "max_allowed_packet %d or more".formatted(leastPacket),
                ("SET GLOBAL max_allowed_packet = %d, or more, and the same in the configuration file: otherwise the archive"
                                + " refuses large values, or their history.")
                        .formatted(leastPacket));
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(VERSION, SQL_MODE, packet, ISOLATION, BINLOG, FLUSH, DOUBLEWRITE, TIME_ZONE, CLOCK);
    }

    @Override
    public Duration every() {
        return EVERY;
    }

    @Override
    public List<Check> look() {
        var variables = new HashMap<String, String>();
        RowCallbackHandler each = row -> variables.put(
                row.getString(1).toLowerCase(Locale.ROOT), Objects.requireNonNullElse(row.getString(2), ""));
        jdbc.query(VARIABLES, each);
        return judge(variables, ClockDifference.measured(clock, this::now));
    }

    /** The checks of a session with these variables. */
    List<Check> judge(Map<String, String> variables, ClockDifference difference) {
        var isolation = variables.getOrDefault("transaction_isolation", variables.get("tx_isolation"));
        return List.of(
                version(variables.get("version")),
                sqlMode(variables.get("sql_mode")),
                packet(variables.get("max_allowed_packet")),
                judge(ISOLATION, "", isolation, "READ-COMMITTED"::equals),
                binlog(variables),
                judge(
                        FLUSH,
                        "innodb_flush_log_at_trx_commit ",
                        variables.get("innodb_flush_log_at_trx_commit"),
                        "1"::equals),
                doublewrite(variables.get("innodb_doublewrite")),
                timeZone(variables),
                difference.judge(CLOCK));
    }

    private static Check judge(
            Requirement requirement, String prefix, @Nullable String told, Predicate<String> asItShouldBe) {
        if (told == null) {
            return requirement.unknown("the server does not tell");
        }
        var found = told.isEmpty() ? prefix + "none" : prefix + told;
        return asItShouldBe.test(told) ? requirement.ok(found) : requirement.warning(found);
    }

    private static Check version(@Nullable String told) {
        return judge(VERSION, "", told, version -> {
            var oldest = version.toLowerCase(Locale.ROOT).contains("mariadb") ? OLDEST_MARIADB : OLDEST_MYSQL;
            return ServerVersion.of(version)
                    .map(found -> found.isAtLeast(oldest))
                    .orElse(false);
        });
    }

    private static Check sqlMode(@Nullable String told) {
        return judge(
                SQL_MODE,
                "",
                told,
                modes -> Arrays.stream(modes.split(",", -1))
                        .anyMatch(mode -> mode.equals("STRICT_ALL_TABLES") || mode.equals("STRICT_TRANS_TABLES")));
    }

    private Check packet(@Nullable String told) {
        return judge(
                packet,
                "max_allowed_packet ",
                told,
                bytes -> bytes.matches("\\d{1,18}") && Long.parseLong(bytes) >= leastPacket);
    }

    /** Without a binary log there is nothing that could lag behind the tables. */
    private static Check binlog(Map<String, String> variables) {
        var log = variables.get("log_bin");
        if (log != null && !isOn(log)) {
            return BINLOG.ok("no binary log");
        }
        return judge(BINLOG, "sync_binlog ", variables.get("sync_binlog"), "1"::equals);
    }

    private static Check doublewrite(@Nullable String told) {
        return judge(
                DOUBLEWRITE,
                "innodb_doublewrite ",
                told,
                value -> isOn(value) || value.equalsIgnoreCase("DETECT_AND_RECOVER") || value.equalsIgnoreCase("fast"));
    }

    private static Check timeZone(Map<String, String> variables) {
        var zone = variables.get("time_zone");
        return judge(TIME_ZONE, "", "SYSTEM".equals(zone) ? variables.get("system_time_zone") : zone, UTC::contains);
    }

    private static boolean isOn(String value) {
        return value.equalsIgnoreCase("ON") || value.equals("1");
    }

    private Instant now() {
        var micros = Objects.requireNonNull(jdbc.queryForObject(NOW, Long.class), "the database's time");
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
