package io.sluice.batch.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchHttp;
import io.sluice.batch.BatchNode;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import io.sluice.servers.TcpProxy.Direction;
import io.sluice.setting.Namespace;
import io.sluice.spring.SafetyHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** R6 and R7, as batch sees them: Redis is set to lose data, stands still, is slow, or has forgotten the scripts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisTroubleIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    /** What a run may last while Redis does not answer: some commands, each of which is given up after 2 s. */
    private static final long BOUND_SECONDS = 20;

    private static final String SCHEMA = "redis_trouble_it";

    private RedisServer redis;
    private TcpProxy proxy;
    private BatchNode batch;
    /** Writes, whatever is wrong with the link of the other one. */
    private BatchNode editor;

    private Copies copies;

    @BeforeAll
    void start() {
        redis = RedisServer.launch();
        proxy = TcpProxy.to(redis);
        var database = DatabaseServer.shared().freshSchema(SCHEMA);
        batch = BatchNode.start(proxy, database, "sluice.schedule.drain.every=200ms");
        editor = BatchNode.start(redis, database, "spring.quartz.auto-startup=false");
        copies = new Copies(redis, editor.jdbc());
    }

    @AfterEach
    void heal() {
        proxy.pass();
    }

    @AfterAll
    void stop() {
        batch.close();
        editor.close();
        proxy.close();
        redis.close();
    }

    @ParameterizedTest
    @CsvSource({
        "redis.eviction, maxmemory-policy, allkeys-lru, noeviction",
        "redis.appendonly, appendonly, no, yes",
    })
    void r6HealthWhenRedisIsSetToLoseDataThenIsDegradedAndSaysWhyWhileAllIsStillThere(
            String check, String what, String bad, String good) {
        var namespace = editor.namespace();
        var revision = editor.put(namespace, "a", "1").micros();
        awaitOutcome(check, "ok");
        redis.command("CONFIG", "SET", what, bad);
        try {
            awaitOutcome(check, "warning");
            assertThat(batch.health("safety").getStatus()).isEqualTo(SafetyHealth.DEGRADED);
            assertThat(batch.health("safety").getDetails().get("reasons"))
                    .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                    .contains("%s: %s %s (expected: %s %s)".formatted(check, what, bad, what, good));
            var answer = new BatchHttp(batch).get("/actuator/health");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("DEGRADED");
            assertThat(copies.hash(namespace)).containsEntry("a", revision);
        } finally {
            redis.command("CONFIG", "SET", what, good);
        }
        awaitOutcome(check, "ok");
    }

    @Test
    void r7DrainWhenRedisStandsStillForTenSecondsThenIsBoundedAndArchivesEveryChangeOnce() {
        var namespace = editor.namespace();
        var revisions = new ArrayList<Long>();
        write(namespace, revisions);
        redis.pause();
        try {
            pass(Duration.ofSeconds(10));
        } finally {
            redis.resume();
        }
        requireDrained(namespace, revisions);
    }

    @Test
    void r7DrainWhenRedisIsSlowThenIsBoundedAndArchivesEveryChangeOnce() {
        var namespace = editor.namespace();
        var revisions = new ArrayList<Long>();
        proxy.delay(Duration.ofMillis(300));
        write(namespace, revisions);
        Deadline.await("drained slowly", SOON, () -> copies.isDrained(namespace));
        // Longer than anybody waits for an answer.
        proxy.delay(Duration.ofSeconds(3));
        write(namespace, revisions);
        pass(Duration.ofSeconds(5));
        assertThat(copies.isDrained(namespace)).isFalse();
        proxy.pass();
        requireDrained(namespace, revisions);
    }

    @ParameterizedTest
    @EnumSource
    void r7DrainWhenTheLinkToRedisIsFrozenOneWayThenIsBoundedAndArchivesEveryChangeOnce(Direction direction) {
        var namespace = editor.namespace();
        var revisions = new ArrayList<Long>();
        write(namespace, revisions);
        proxy.freeze(direction);
        write(namespace, revisions);
        pass(Duration.ofSeconds(5));
        proxy.pass();
        requireDrained(namespace, revisions);
    }

    @Test
    void r7DrainWhenRedisForgetsTheScriptsAgainAndAgainThenArchivesEveryChangeOnce() {
        var namespace = editor.namespace();
        var revisions = new ArrayList<Long>();
        for (int round = 0; round < 20; round++) {
            redis.command("SCRIPT", "FLUSH");
            write(namespace, revisions);
            redis.command("SCRIPT", "FLUSH");
        }
        requireDrained(namespace, revisions);
    }

    private void write(Namespace namespace, List<Long> revisions) {
        for (int i = 0; i < 20; i++) {
            revisions.add(editor.put(namespace, "n" + i, Integer.toString(revisions.size()))
                    .micros());
        }
    }

    private void requireDrained(Namespace namespace, List<Long> revisions) {
        Deadline.await("drained", SOON, () -> copies.isDrained(namespace));
        copies.requireLawful(namespace);
        copies.requireEqual(namespace, revisions);
        Deadline.await(
                "runs ended",
                SOON,
                () -> editor.count("SELECT COUNT(*) FROM BATCH_JOB_EXECUTION WHERE END_TIME IS NULL") == 0);
        assertThat(editor.count("SELECT MAX(TIMESTAMPDIFF(SECOND, START_TIME, END_TIME)) FROM BATCH_JOB_EXECUTION"))
                .as("longest run, in seconds")
                .isLessThan(BOUND_SECONDS);
    }

    private void awaitOutcome(String check, String outcome) {
        Deadline.await(
                check + " " + outcome,
                SOON,
                () -> batch.health("safety").getDetails().get(check) instanceof Map<?, ?> details
                        && outcome.equals(details.get("outcome")));
    }

    private static void pass(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        Deadline.await("time over", time.plus(SOON), () -> System.nanoTime() > until);
    }
}
