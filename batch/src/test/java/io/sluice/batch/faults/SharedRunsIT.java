package io.sluice.batch.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.batch.run.Run;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;

/** Nodes that share the namespaces of one run. */
class SharedRunsIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int NAMESPACES = 20;
    private static final int ENTRIES = 120;
    private static final int ALL = NAMESPACES * ENTRIES;

    /** So that what is small here is large, and a dead node soon known as one. */
    private static final String[] NODE = {
        "spring.quartz.auto-startup=false", "sluice.drain.workers=1", "sluice.run.dead-after=2s"
    };

    private static final String PROGRESS = "SELECT COALESCE(SUM(namespaces), 0) FROM run_help";
    private static final String LEFT = "SELECT COUNT(*) FROM run_share";
    private static final String FAILED =
            "SELECT COUNT(*) FROM BATCH_STEP_EXECUTION WHERE STEP_NAME = 'entries:helper:1' AND STATUS = 'FAILED'";

    private static final String HELPERS =
            "SELECT COUNT(*) FROM BATCH_STEP_EXECUTION WHERE STEP_NAME LIKE '%:%:%' AND JOB_EXECUTION_ID = ?";

    @Test
    void runWhenTwoNodesAreUpThenBothDoNamespacesAndTheRunCountsThemAll() {
        var url = DatabaseServer.shared().freshSchema("shared_runs_it");
        try (var redis = RedisServer.launch();
                var one = BatchNode.start(redis, url, NODE);
                var two = BatchNode.start(redis, url, NODE)) {
            var namespaces = write(one);

            var run = one.backlog()
                    .hooked(
                            () -> Deadline.await("help", SOON, () -> isHelped(one)),
                            () -> one.await(one.start(RunScope.ALL)));

            assertThat(run.status()).as(run.toString()).isEqualTo(BatchStatus.COMPLETED);
            assertThat(run.counts()).isEqualTo(new Run.Counts(ALL, ALL, 0, 0, ALL));
            assertThat(run.total()).isEqualTo(ALL);
            requireDrained(one, namespaces);
            for (var part : List.of("entries:1", "entries:helper:1", "history:helper:1")) {
                assertThat(one.count(
                                "SELECT SUM(READ_COUNT) FROM BATCH_STEP_EXECUTION WHERE STEP_NAME = ? AND JOB_EXECUTION_ID = ?",
                                part,
                                run.id()))
                        .as(part)
                        .isPositive();
            }
            assertThat(one.jdbc().queryForList("SELECT node FROM run_help WHERE namespaces > 0", String.class))
                    .containsExactly(two.runs().node());
            assertThat(one.count(
                            "SELECT READ_COUNT FROM BATCH_STEP_EXECUTION WHERE STEP_NAME = 'entries' AND JOB_EXECUTION_ID = ?",
                            run.id()))
                    .as("entries of the whole step")
                    .isEqualTo(ALL);
            assertThat(one.count(LEFT)).as("shares left").isZero();
            assertThat(one.count("SELECT COUNT(*) FROM BATCH_STEP_EXECUTION WHERE STATUS <> 'COMPLETED'"))
                    .isZero();
        }
    }

    @Test
    void runWhenThereIsOneNodeThenNothingIsHandedOut() {
        var url = DatabaseServer.shared().freshSchema("shared_runs_alone_it");
        try (var redis = RedisServer.launch();
                var one = BatchNode.start(redis, url, NODE)) {
            var namespaces = write(one);

            var run = one.await(one.start(RunScope.ALL));

            assertThat(run.counts()).isEqualTo(new Run.Counts(ALL, ALL, 0, 0, ALL));
            requireDrained(one, namespaces);
            assertThat(one.count(LEFT)).isZero();
            assertThat(one.count("SELECT COUNT(*) FROM run_help")).isZero();
            assertThat(one.count(HELPERS, run.id())).isZero();
        }
    }

    @Test
    void stopWhenAnotherNodeHelpsThenBothEndBehindThePageInHand() {
        var url = DatabaseServer.shared().freshSchema("shared_runs_stop_it");
        try (var redis = RedisServer.launch();
                var one = BatchNode.start(redis, url, NODE);
                var two = BatchNode.start(redis, url, NODE)) {
            var namespaces = write(one);
            var held = new CountDownLatch(2);
            var stopped = new CountDownLatch(1);
            Runnable hold = () -> {
                held.countDown();
                await(stopped);
            };

            var run = one.backlog()
                    .hooked(
                            hold,
                            () -> two.backlog().hooked(hold, () -> {
                                var started = one.start(RunScope.ALL);
                                await(held);
                                one.runs().stop(started.run());
                                stopped.countDown();
                                return one.await(started);
                            }));

            assertThat(run.status()).isEqualTo(BatchStatus.STOPPED);
            assertThat(run.counts().written()).as("a page of each").isEqualTo(2 * ENTRIES);
            assertThat(one.count("SELECT COUNT(*) FROM BATCH_STEP_EXECUTION WHERE END_TIME IS NULL"))
                    .as("steps that go on")
                    .isZero();
            assertThat(one.count(LEFT)).as("shares left").isZero();

            assertThat(one.await(one.start(RunScope.ALL)).status()).isEqualTo(BatchStatus.COMPLETED);
            requireDrained(one, namespaces);
        }
    }

    @Test
    void runWhenTheHelperFailsThenItsNamespacesComeBackAndTheRunCompletes() {
        var url = DatabaseServer.shared().freshSchema("shared_runs_failing_it");
        try (var redis = RedisServer.launch();
                var one = BatchNode.start(redis, url, NODE);
                var two = BatchNode.start(redis, url, NODE)) {
            var namespaces = write(one);
            Runnable fail = () -> {
                throw new IllegalStateException("Redis is gone for this one");
            };

            var run = one.backlog()
                    .hooked(
                            () -> Deadline.await("failed", SOON, () -> one.count(FAILED) > 0),
                            () -> two.backlog().hooked(fail, () -> one.await(one.start(RunScope.ALL))));

            assertThat(run.status()).as(run.toString()).isEqualTo(BatchStatus.COMPLETED);
            assertThat(run.error()).isNull();
            assertThat(run.counts().history()).isEqualTo(ALL);
            requireDrained(one, namespaces);
            assertThat(one.count(LEFT)).as("shares left").isZero();
        }
    }

    @Test
    void runWhenTheHelperStopsThenItEndsItsPageAndTheRunDoesTheRest() {
        var url = DatabaseServer.shared().freshSchema("shared_runs_leaving_it");
        try (var redis = RedisServer.launch();
                var one = BatchNode.start(redis, url, NODE);
                var two = BatchNode.start(redis, url, NODE)) {
            var namespaces = write(one);
            var held = new CountDownLatch(1);
            var stopping = new CountDownLatch(1);
            Runnable hold = () -> {
                held.countDown();
                await(stopping);
            };

            var run = one.backlog()
                    .hooked(
                            () -> Deadline.await(
                                    "gone", SOON, () -> !two.context().isActive()),
                            () -> two.backlog().hooked(hold, () -> {
                                var started = one.start(RunScope.ALL);
                                await(held);
                                var closed = CompletableFuture.runAsync(
                                        () -> two.context().close());
                                Deadline.await(
                                        "stopping", SOON, () -> !two.runs().isRunning());
                                stopping.countDown();
                                closed.join();
                                return one.await(started);
                            }));

            assertThat(run.status()).as(run.toString()).isEqualTo(BatchStatus.COMPLETED);
            assertThat(run.counts()).isEqualTo(new Run.Counts(ALL, ALL, 0, 0, ALL));
            requireDrained(one, namespaces);
            assertThat(one.count(HELPERS + " AND STATUS = 'STOPPED' AND READ_COUNT = " + ENTRIES, run.id()))
                    .as("the one that ended behind its page")
                    .isOne();
        }
    }

    @Test
    void runWhenTheHelperIsKilledThenItsNamespacesAreTakenBackAndTheRunCompletes() {
        var url = DatabaseServer.shared().freshSchema("shared_runs_helper_it");
        try (var redis = RedisServer.launch();
                var one = BatchNode.start(redis, url, NODE);
                var helper = BatchProcess.held(FailPoint.BEFORE_UPSERT, redis, url, NODE)) {
            helper.address();
            var namespaces = write(one);
            var killed = new CountDownLatch(1);

            var run = one.backlog().hooked(() -> await(killed), () -> {
                var started = one.start(RunScope.ALL);
                helper.awaitHeld();
                helper.kill();
                killed.countDown();
                return one.await(started);
            });

            assertThat(run.status()).as(run.toString()).isEqualTo(BatchStatus.COMPLETED);
            assertThat(run.counts()).isEqualTo(new Run.Counts(ALL, ALL, 0, 0, ALL));
            requireDrained(one, namespaces);
            assertThat(one.count(LEFT)).as("shares left").isZero();
            assertThat(one.count(HELPERS + " AND STATUS = 'FAILED' AND END_TIME IS NOT NULL", run.id()))
                    .as("records of the dead one, closed")
                    .isOne();
        }
    }

    @Test
    void runWhenTheHelperStoodStillForLongThenWhatItDoesLaterChangesNothing() {
        var url = DatabaseServer.shared().freshSchema("shared_runs_still_it");
        try (var redis = RedisServer.launch();
                var one = BatchNode.start(redis, url, NODE);
                var helper = BatchProcess.held(FailPoint.BEFORE_UPSERT, redis, url, NODE)) {
            helper.address();
            var namespaces = write(one);
            var paused = new CountDownLatch(1);

            var run = one.backlog().hooked(() -> await(paused), () -> {
                var started = one.start(RunScope.ALL);
                helper.awaitHeld();
                helper.pause();
                paused.countDown();
                return one.await(started);
            });
            helper.release();
            helper.resume();
            Deadline.await("helper ended", SOON, () -> helper.log().contains("helped with entries"));

            assertThat(run.status()).as(run.toString()).isEqualTo(BatchStatus.COMPLETED);
            assertThat(one.runs().find(run.id())).contains(run);
            requireDrained(one, namespaces);
            assertThat(one.count(LEFT)).as("shares left").isZero();
        }
    }

    @Test
    void runWhenItsNodeIsKilledThenTheHelperEndsAndTheNextRunDoesTheRest() {
        var url = DatabaseServer.shared().freshSchema("shared_runs_owner_it");
        try (var redis = RedisServer.launch();
                var helper = BatchNode.start(redis, url, NODE)) {
            var namespaces = write(helper);
            try (var owner = BatchProcess.held(
                    FailPoint.BEFORE_UPSERT, redis, url, "sluice.drain.workers=1", "sluice.run.dead-after=2s")) {
                var killed = new CountDownLatch(1);
                helper.backlog().hooked(() -> await(killed), () -> {
                    owner.awaitHeld();
                    Deadline.await("help", SOON, () -> helper.count(PROGRESS) > 0);
                    owner.kill();
                    killed.countDown();
                    return killed;
                });
            }

            Deadline.await(
                    "run of the dead node closed",
                    SOON,
                    () -> helper.await(helper.start(RunScope.ALL)).status() == BatchStatus.COMPLETED);

            requireDrained(helper, namespaces);
            assertThat(helper.count("SELECT COUNT(*) FROM BATCH_JOB_EXECUTION WHERE STATUS = 'FAILED'"))
                    .isOne();
            Deadline.await(
                    "steps ended",
                    SOON,
                    () -> helper.count("SELECT COUNT(*) FROM BATCH_STEP_EXECUTION WHERE END_TIME IS NULL") == 0);
        }
    }

    /** In the step that is under way. */
    private static boolean isHelped(BatchNode node) {
        var parts = "SELECT COUNT(*) FROM BATCH_STEP_EXECUTION WHERE STEP_NAME = ?";
        var step = node.count(parts, "history") > 0 ? "history" : "entries";
        return node.count(parts, step + ":helper:1") > 0;
    }

    private static List<Namespace> write(BatchNode node) {
        var namespaces =
                IntStream.range(0, NAMESPACES).mapToObj(i -> node.namespace()).toList();
        for (var namespace : namespaces) {
            node.write(
                    namespace,
                    IntStream.range(0, ENTRIES)
                            .mapToObj(i -> new Change.Put(new SettingName("n" + i), new SettingValue("" + i)))
                            .toArray(Change[]::new));
        }
        return namespaces;
    }

    private static void requireDrained(BatchNode node, List<Namespace> namespaces) {
        for (var namespace : namespaces) {
            assertThat(node.archived(namespace)).hasSize(ENTRIES);
            assertThat(node.backlog().state(namespace).isEmpty()).isTrue();
        }
        assertThat(node.count("SELECT COUNT(*) FROM setting_history")).isEqualTo(ALL);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(SOON.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("not in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
