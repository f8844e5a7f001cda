package io.sluice.batch.archive;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.batch.BatchHttp;
import io.sluice.batch.BatchNode;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.browser.Chromium;
import io.sluice.check.Check;
import io.sluice.check.Check.Outcome;
import io.sluice.check.Checks;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisSetup;
import io.sluice.servers.TcpProxy;
import io.sluice.spring.SafetyHealth;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a node says of servers that are not safe: by HTTP, in health, as gauges and on the page. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChecksShownIT {
    private static final String SCHEMA = "checks_shown_it";

    private RedisServer redis;
    private TcpProxy proxy;
    private BatchNode node;

    @BeforeAll
    void start() {
        var database = DatabaseServer.shared();
        database.freshSchema(SCHEMA);
        redis = RedisServer.launch(RedisSetup.temporary().with("maxmemory-policy", "allkeys-lru"));
        proxy = TcpProxy.to(database);
        node = BatchNode.start(
                redis,
                database.jdbcUrl(SCHEMA, proxy),
                "spring.quartz.auto-startup=false",
                "spring.datasource.hikari.connection-timeout=500");
    }

    @AfterAll
    void stop() {
        node.close();
        proxy.close();
        redis.close();
    }

    /** All but how the server flushes its log, which depends on the server, is what the node's own configuration makes of it. */
    @Test
    void lookWhenTheNodeIsAsItComesThenItsSessionsAreSafe() {
        checks().look();
        assertThat(checks().last().stream()
                        .filter(check -> check.outcome() == Outcome.OK)
                        .map(Check::id))
                .contains(
                        "mysql.version",
                        "mysql.sql-mode",
                        "mysql.packet",
                        "mysql.isolation",
                        "mysql.binlog",
                        "mysql.doublewrite",
                        "mysql.time-zone",
                        "mysql.clock");
    }

    @Test
    void shownWhenServersAreUnsafeThenEverywhereAndGoneOnceTheyAreNot() throws SQLException {
        var before = node.jdbc().queryForObject("SELECT @@GLOBAL.innodb_flush_log_at_trx_commit", String.class);
        try {
            set("2");
            checks().look();
            assertThat(node.health("safety").getStatus()).isEqualTo(SafetyHealth.DEGRADED);
            assertThat(node.health("safety").getDetails().get("reasons"))
                    .isEqualTo(
                            List.of(
                                    "redis.eviction: maxmemory-policy allkeys-lru (expected: maxmemory-policy noeviction)",
                                    "mysql.flush: innodb_flush_log_at_trx_commit 2 (expected: innodb_flush_log_at_trx_commit 1)"));
            assertThat(gauge("mysql.flush")).isOne();
            var http = new BatchHttp(node);
            assertThat(http.get("/actuator/health/readiness").body()).contains("\"UP\"");
            assertThat(http.get("/v1/checks").body())
                    .contains("{\"id\":\"mysql.flush\",\"outcome\":\"warning\","
                            + "\"found\":\"innodb_flush_log_at_trx_commit 2\"");
            try (var tab = Chromium.shared().open(node.address() + "/#/backlog").signIn(BatchNode.READER)) {
                var notice = tab.page().locator(".notice-warn");
                assertThat(notice.locator("li")).hasCount(2);
                assertThat(notice).containsText("SET GLOBAL innodb_flush_log_at_trx_commit = 1");
                tab.requireAccessible();
            }
            set("1");
            checks().look();
            assertThat(gauge("mysql.flush")).isZero();
        } finally {
            set(Objects.requireNonNull(before, "as it was"));
        }
    }

    @Test
    void shownWhenTheDatabaseIsAwayThenUnknown() {
        checks().look();
        assertThat(gauge("mysql.clock")).isZero();
        proxy.cut();
        try {
            checks().look();
            assertThat(gauge("mysql.clock")).isNaN();
            assertThat(gauge("redis.clock")).isZero();
        } finally {
            proxy.pass();
        }
    }

    private Checks checks() {
        return node.bean(Checks.class);
    }

    private double gauge(String check) {
        return node.bean(MeterRegistry.class)
                .get("sluice.check.failed")
                .tag("check", check)
                .gauge()
                .value();
    }

    private static void set(String flush) throws SQLException {
        try (var root = DatabaseServer.shared().root();
                var statement = root.createStatement()) {
            statement.execute("SET GLOBAL innodb_flush_log_at_trx_commit = " + flush);
        }
    }
}
