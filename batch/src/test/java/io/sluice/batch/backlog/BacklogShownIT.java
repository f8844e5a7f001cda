package io.sluice.batch.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.batch.BatchHttp;
import io.sluice.batch.BatchNode;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Health and gauges of a node whose servers come and go. */
class BacklogShownIT {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private RedisServer redis;
    private TcpProxy proxy;
    private BatchNode node;

    @BeforeEach
    void start() {
        var database = DatabaseServer.shared();
        database.freshSchema("backlog_shown_it");
        redis = RedisServer.launch();
        proxy = TcpProxy.to(database);
        node = BatchNode.start(
                redis,
                database.jdbcUrl("backlog_shown_it", proxy),
                "spring.quartz.auto-startup=false",
                "spring.datasource.hikari.connection-timeout=500",
                "sluice.health.backlog-age=2s");
    }

    @AfterEach
    void stop() {
        node.close();
        proxy.close();
        redis.close();
    }

    @Test
    void healthWhenTheBacklogIsStuckThenDegradedAndOkAgainAfterADrain() {
        awaitStatus(Status.UP);
        var namespace = node.namespace();
        node.put(namespace, "a", "1");

        awaitStatus(DrainHealth.DEGRADED);
        assertThat(health().getDetails()).containsEntry("backlog", 1L).containsEntry("quarantined", 0L);
        assertThat(String.valueOf(health().getDetails().get("reasons")))
                .contains("backlog: the oldest entry has been waiting for");
        // It works: who sends requests here may go on.
        assertThat(new BatchHttp(node).get("/actuator/health").statusCode()).isEqualTo(200);
        assertThat(new BatchHttp(node).get("/actuator/health").body()).contains("DEGRADED");

        node.drain(namespace);

        awaitStatus(Status.UP);
        Deadline.await(
                "last good run told", LONGEST, () -> health().getDetails().containsKey("lastGoodRun"));
    }

    @Test
    void healthWhenTheLastRunHasFailedThenDegradedUntilOneHasNot() {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        node.jdbc().execute("RENAME TABLE setting TO setting_away");
        long failed = node.drain(namespace).id();
        node.jdbc().execute("RENAME TABLE setting_away TO setting");

        Deadline.await(
                "told",
                LONGEST,
                () -> String.valueOf(health().getDetails().get("reasons"))
                        .contains("run %d: FAILED".formatted(failed)));
        assertThat(health().getStatus()).isEqualTo(DrainHealth.DEGRADED);

        node.await(node.start(RunScope.ALL));
        awaitStatus(Status.UP);
    }

    @Test
    void healthWhenTheArchiveRefusesAnEntryThenDegraded() {
        var namespace = node.namespace();
        node.put(namespace, "bad", "1");
        node.put(namespace, "good", "1");
        node.jdbc().execute("ALTER TABLE setting ADD CONSTRAINT no_bad CHECK (name <> 'bad')");
        node.drain(namespace);

        awaitStatus(DrainHealth.DEGRADED);
        assertThat(health().getDetails()).containsEntry("quarantined", 1L);
        assertThat(String.valueOf(health().getDetails().get("reasons"))).contains("quarantine: 1 entries");
    }

    @Test
    void healthWhenAServerIsAwayThenDownUntilItIsBack() {
        awaitStatus(Status.UP);
        redis.stop();
        awaitStatus(Status.DOWN);
        assertThat(health().getDetails()).containsKey("redis");
        assertThat(new BatchHttp(node).get("/actuator/health").statusCode()).isEqualTo(503);
        redis.start();
        awaitStatus(Status.UP);

        proxy.cut();
        awaitStatus(Status.DOWN);
        assertThat(health().getDetails()).containsKey("database");
        proxy.pass();
        awaitStatus(Status.UP);
    }

    @Test
    void gaugesWhenSomethingIsDirtyThenShowItAndNanWhileRedisIsAway() {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        node.put(namespace, "a", "2");
        Deadline.await("seen", LONGEST, () -> gauge("sluice.backlog.dirty", "namespace", namespace.text()) == 1);
        Deadline.await("seen", LONGEST, () -> gauge("sluice.backlog.history", "namespace", namespace.text()) == 2);
        assertThat(gauge("sluice.backlog.quarantined", "namespace", namespace.text()))
                .isZero();
        assertThat(gauge("sluice.backlog.oldest.age", "namespace", namespace.text()))
                .isBetween(0.0, 30.0);
        assertThat(gauge("sluice.backlog.readable", "from", "redis")).isOne();
        assertThat(gauge("sluice.run.success.age", "job", "drain")).isNaN();

        node.drain(namespace);
        Deadline.await("seen", LONGEST, () -> gauge("sluice.backlog.dirty", "namespace", namespace.text()) == 0);
        assertThat(gauge("sluice.backlog.oldest.age", "namespace", namespace.text()))
                .isZero();
        Deadline.await("seen", LONGEST, () -> gauge("sluice.run.success.age", "job", "drain") >= 0);
        assertThat(gauge("sluice.run.success.age", "job", "drain")).isLessThan(30);

        redis.stop();
        Deadline.await("told", LONGEST, () -> gauge("sluice.backlog.readable", "from", "redis") == 0);
        assertThat(gauge("sluice.backlog.dirty", "namespace", namespace.text())).isNaN();
        assertThat(gauge("sluice.backlog.oldest.age", "namespace", namespace.text()))
                .isNaN();
        redis.start();
        Deadline.await("told", LONGEST, () -> gauge("sluice.backlog.readable", "from", "redis") == 1);
    }

    @Test
    void metersWhenRunsHaveEndedThenTimeThemByJobAndStatus() {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        assertThat(ended("completed")).isZero();
        assertThat(ended("failed")).isZero();

        node.jdbc().execute("RENAME TABLE setting TO setting_away");
        node.drain(namespace);
        node.jdbc().execute("RENAME TABLE setting_away TO setting");
        node.drain(namespace);

        Deadline.await("counted", LONGEST, () -> ended("failed") == 1 && ended("completed") == 1);
    }

    private long ended(String status) {
        return node.bean(MeterRegistry.class)
                .get("sluice.run.duration")
                .tags("job", "drain", "status", status)
                .timer()
                .count();
    }

    /** -1 if there is none. */
    private double gauge(String name, String tag, String value) {
        var gauge = node.bean(MeterRegistry.class).find(name).tag(tag, value).gauge();
        if (gauge != null) {
            return gauge.value();
        }
        var time = node.bean(MeterRegistry.class).find(name).tag(tag, value).timeGauge();
        return time == null ? -1 : time.value();
    }

    private Health health() {
        return node.context().getBean(DrainHealth.class).health();
    }

    private void awaitStatus(Status status) {
        Deadline.await(status.toString(), LONGEST, () -> health().getStatus().equals(status));
    }
}
