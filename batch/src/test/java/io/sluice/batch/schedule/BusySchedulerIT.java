package io.sluice.batch.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.batch.run.RunQuery;
import io.sluice.batch.run.RunRequest;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Trigger;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Namespace;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.batch.core.BatchStatus;

/** D6 and D12: operators at the same time as the schedule, and tables that others hold. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BusySchedulerIT {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    /** An interval, and what a busy machine takes. */
    private static final Duration AN_INTERVAL = Duration.ofSeconds(1 + 5);
    /** So often do locks time out that are held for three seconds. */
    private static final String IMPATIENT =
            "spring.datasource.hikari.data-source-properties.sessionVariables=innodb_lock_wait_timeout=1";

    private RedisServer redis;
    private String database;
    private BatchNode node;

    @BeforeAll
    void start() {
        redis = RedisServer.launch();
        database = DatabaseServer.shared().freshSchema("busy_scheduler_it");
        node = BatchNode.start(redis, database, "sluice.schedule.drain.every=1s", IMPATIENT);
    }

    @AfterAll
    void stop() {
        node.close();
        redis.close();
    }

    @Test
    void d6StartWhenOperatorsRerunFiftyTimesWhileTheScheduleFiresThenJoinedOrQueuedAndNeverAnError() {
        var threads = Executors.newFixedThreadPool(5);
        try {
            var namespace = node.namespace();
            var trigger = new Trigger(Trigger.Kind.OPERATOR, "olga");
            var reruns = IntStream.range(0, 50)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> {
                                node.put(namespace, "n" + i, "1");
                                return node.await(node.runs().start(new RunRequest("drain", RunScope.ALL, trigger)));
                            },
                            threads))
                    .toList();
            assertThat(reruns)
                    .allSatisfy(rerun -> assertThat(rerun)
                            .succeedsWithin(LONGEST)
                            .satisfies(run -> assertThat(run.status()).isEqualTo(BatchStatus.COMPLETED)));
            awaitDrained(namespace, LONGEST);
            assertThat(node.archived(namespace)).hasSize(50);
            assertThat(node.runs().list(new RunQuery("drain", BatchStatus.FAILED, null, null, 10)))
                    .isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void d12StartWhenARunIsAboutToRecordItsEndThenItIsNotTakenForDead() throws SQLException {
        var namespace = node.namespace();
        var trigger = new Trigger(Trigger.Kind.OPERATOR, "olga");
        var request = new RunRequest("drain", RunScope.ALL, trigger);
        node.await(node.runs().start(request));
        node.put(namespace, "a", "1");
        long run;
        try (var other = connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            // A run that has ended writes there before it records its end.
            statement.execute("SELECT * FROM run_success FOR UPDATE");
            run = node.runs().start(request).run();
            awaitDrained(namespace, LONGEST);
            var until = Instant.now().plusMillis(700);
            Deadline.await("time over", LONGEST, () -> {
                node.runs().start(request);
                return Instant.now().isAfter(until);
            });
            other.rollback();
        }
        Deadline.await(
                "ended", LONGEST, () -> !node.runs().find(run).orElseThrow().isRunning());
        assertThat(node.runs().find(run).orElseThrow().status()).isEqualTo(BatchStatus.COMPLETED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM QRTZ_LOCKS FOR UPDATE",
                "SELECT * FROM QRTZ_TRIGGERS FOR UPDATE",
                "SELECT * FROM QRTZ_SCHEDULER_STATE FOR UPDATE",
                "SELECT * FROM BATCH_JOB_EXECUTION_SEQ FOR UPDATE",
                "SELECT * FROM BATCH_JOB_INSTANCE FOR UPDATE",
                "SELECT * FROM BATCH_STEP_EXECUTION_SEQ FOR UPDATE",
                "SELECT * FROM run_fence FOR UPDATE",
            })
    void d12ScheduleWhenAnotherSessionHoldsItsRowsThenItGoesOnWithinAnInterval(String lock) throws SQLException {
        var namespace = node.namespace();
        try (var other = connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(lock);
            node.put(namespace, "a", "1");
            pass(Duration.ofSeconds(3));
            other.rollback();
        }
        awaitDrained(namespace, AN_INTERVAL);
    }

    @Test
    void d12ScheduleWhenACheckInWasMissedThenItGoesOnWithinAnInterval() {
        var namespace = node.namespace();
        node.jdbc().update("UPDATE QRTZ_SCHEDULER_STATE SET LAST_CHECKIN_TIME = 1");
        node.put(namespace, "a", "1");
        awaitDrained(namespace, AN_INTERVAL);

        node.jdbc().update("DELETE FROM QRTZ_SCHEDULER_STATE");
        node.put(namespace, "b", "1");
        awaitDrained(namespace, AN_INTERVAL);
    }

    private static void pass(Duration time) {
        var until = Instant.now().plus(time);
        Deadline.await("time over", LONGEST, () -> Instant.now().isAfter(until));
    }

    private void awaitDrained(Namespace namespace, Duration limit) {
        Deadline.await("drained", limit, () -> node.backlog().state(namespace).isEmpty());
    }

    private Connection connect() throws SQLException {
        var server = DatabaseServer.shared();
        return DriverManager.getConnection(database, server.user(), server.password());
    }
}
