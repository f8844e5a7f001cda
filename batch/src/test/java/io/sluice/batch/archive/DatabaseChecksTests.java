package io.sluice.batch.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.check.Check;
import io.sluice.check.Check.Outcome;
import io.sluice.check.ClockDifference;
import io.sluice.servers.HandClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.unit.DataSize;

class DatabaseChecksTests {
    private static final ClockDifference NONE = new ClockDifference(Duration.ZERO, Duration.ZERO);
    private static final Map<String, String> SAFE = Map.of(
            "version", "9.7.4",
            "sql_mode", "ONLY_FULL_GROUP_BY,STRICT_ALL_TABLES",
            "max_allowed_packet", "67108864",
            "transaction_isolation", "READ-COMMITTED",
            "log_bin", "ON",
            "sync_binlog", "1",
            "innodb_flush_log_at_trx_commit", "1",
            "innodb_doublewrite", "ON",
            "time_zone", "+00:00");

    private final DatabaseChecks checks =
            new DatabaseChecks(new JdbcTemplate(), DataSize.ofKilobytes(256), new HandClock());

    @Test
    void judgeWhenSafeThenAllIsOkInTheOrderOfTheRequirements() {
        var judged = checks.judge(SAFE, NONE);
        assertThat(judged).extracting(Check::outcome).containsOnly(Outcome.OK);
        assertThat(judged).extracting(Check::requirement).isEqualTo(checks.requirements());
    }

    @ParameterizedTest
    @CsvSource({
        "mysql.version, version, 5.7.44-log",
        "mysql.version, version, 10.6.21-MariaDB",
        "mysql.sql-mode, sql_mode, 'ONLY_FULL_GROUP_BY,NO_ENGINE_SUBSTITUTION'",
        "mysql.sql-mode, sql_mode, ''",
        "mysql.packet, max_allowed_packet, 1048576",
        "mysql.isolation, transaction_isolation, REPEATABLE-READ",
        "mysql.binlog, sync_binlog, 0",
        "mysql.binlog, sync_binlog, 100",
        "mysql.flush, innodb_flush_log_at_trx_commit, 2",
        "mysql.flush, innodb_flush_log_at_trx_commit, 0",
        "mysql.doublewrite, innodb_doublewrite, OFF",
        "mysql.doublewrite, innodb_doublewrite, DETECT_ONLY",
        "mysql.time-zone, time_zone, Europe/London"
    })
    void judgeWhenOneIsUnsafeThenAWarningOfThatAndNoOther(String id, String variable, String value) {
        assertThat(ids(checks.judge(with(variable, value), NONE), Outcome.WARNING))
                .containsExactly(id);
    }

    @ParameterizedTest
    @CsvSource({
        "version, 8.0.31",
        "version, 10.11.19-MariaDB-ubu2204-log",
        "version, 11.4.5-MariaDB",
        "max_allowed_packet, 1114112",
        "innodb_doublewrite, DETECT_AND_RECOVER",
        "innodb_doublewrite, 1",
        "time_zone, UTC"
    })
    void judgeWhenSafeInOtherWordsThenAllIsOk(String variable, String value) {
        assertThat(checks.judge(with(variable, value), NONE))
                .extracting(Check::outcome)
                .containsOnly(Outcome.OK);
    }

    @Test
    void judgeWhenThereIsNoBinaryLogThenItNeedNotBeSynced() {
        var without = new HashMap<>(with("log_bin", "OFF"));
        without.put("sync_binlog", "0");
        assertThat(ids(checks.judge(without, NONE), Outcome.WARNING)).isEmpty();
    }

    @Test
    void judgeWhenTheSessionHasTheZoneOfTheSystemThenThatCounts() {
        var system = new HashMap<>(with("time_zone", "SYSTEM"));
        system.put("system_time_zone", "UTC");
        assertThat(ids(checks.judge(system, NONE), Outcome.WARNING)).isEmpty();
        system.put("system_time_zone", "CET");
        assertThat(ids(checks.judge(system, NONE), Outcome.WARNING)).containsExactly("mysql.time-zone");
    }

    /** As MariaDB before 11.1 tells it. */
    @Test
    void judgeWhenTheIsolationHasItsOldNameThenThatCounts() {
        var old = new HashMap<>(SAFE);
        old.remove("transaction_isolation");
        old.put("tx_isolation", "READ-COMMITTED");
        assertThat(checks.judge(old, NONE)).extracting(Check::outcome).containsOnly(Outcome.OK);
    }

    @Test
    void judgeWhenNothingIsToldThenUnknownAndNoWarning() {
        assertThat(ids(checks.judge(Map.of(), NONE), Outcome.UNKNOWN)).hasSize(8);
        assertThat(ids(checks.judge(Map.of(), NONE), Outcome.OK)).containsExactly("mysql.clock");
    }

    private static Map<String, String> with(String variable, String value) {
        var variables = new HashMap<>(SAFE);
        variables.put(variable, value);
        return variables;
    }

    private static List<String> ids(List<Check> judged, Outcome outcome) {
        return judged.stream()
                .filter(check -> check.outcome() == outcome)
                .map(Check::id)
                .toList();
    }
}
