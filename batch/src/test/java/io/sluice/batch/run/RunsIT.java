package io.sluice.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.batch.BatchNode;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;

@Tag("servers")
class RunsIT {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final BatchNode node = BatchNode.shared();

    @Test
    void startWhenTwentyAtOnceThenOneRunThatAllHaveJoined() throws Exception {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        var gate = new CountDownLatch(1);
        var threads = Executors.newFixedThreadPool(20);
        try {
            node.backlog().hooked(() -> await(gate), () -> {
                var all = together(threads::submit, 20, () -> node.start(new RunScope(namespace)));
                gate.countDown();
                assertThat(all.stream().map(Admission::run).distinct()).hasSize(1);
                assertThat(all.stream().filter(Admission.Started.class::isInstance))
                        .hasSize(1);
                assertThat(node.await(all.get(0)).status()).isEqualTo(BatchStatus.COMPLETED);
                return all;
            });
        } finally {
            gate.countDown();
            threads.shutdownNow();
        }
        assertThat(node.archived(namespace)).hasSize(1);
    }

    @Test
    void startWhenAnotherScopeIsUnderWayThenARunOfItsOwn() {
        var slow = node.namespace();
        var other = node.namespace();
        node.put(slow, "a", "1");
        node.put(other, "a", "1");
        var gate = new CountDownLatch(1);
        node.backlog().hooked(() -> await(gate), () -> {
            var first = node.start(new RunScope(slow));
            var second = node.start(new RunScope(other));
            assertThat(second).isInstanceOf(Admission.Started.class);
            assertThat(second.run()).isNotEqualTo(first.run());
            gate.countDown();
            node.await(first);
            return node.await(second);
        });
    }

    @Test
    void startWhenTheProcessOfARunHasDiedThenRecoveredToFailedAndANewOneStarts() {
        var namespace = node.namespace();
        var a = node.put(namespace, "a", "1");
        long dead = node.deadRun(namespace);

        var run = node.drain(namespace);

        assertThat(run.id()).isNotEqualTo(dead);
        assertThat(run.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(node.archived(namespace)).containsExactly("a=1@" + a);
        var recovered = node.runs().find(dead).orElseThrow();
        assertThat(recovered.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(recovered.endedAt()).isNotNull();
        assertThat(recovered.error()).contains("no sign of life for 6");
    }

    @Test
    void startWhenARunOfAnotherNodeIsAliveThenJoined() {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        long elsewhere = node.abandonedRun(namespace);

        assertThat(node.start(new RunScope(namespace))).isEqualTo(new Admission.Joined(elsewhere));
        assertThat(node.archived(namespace)).isEmpty();
    }

    @Test
    void startWhenTheJobIsUnknownThenRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.runs()
                        .start(new RunRequest("brew", RunScope.ALL, new Trigger(Trigger.Kind.OPERATOR, "olga"))))
                .withMessageStartingWith("job: brew (expected: one of [");
    }

    @Test
    void awaitWhenTimeIsOverThenTheRunAsItIs() throws Exception {
        var namespace = node.namespace();
        long elsewhere = node.abandonedRun(namespace);

        assertThat(node.runs().await(elsewhere, Duration.ofMillis(200)).isRunning())
                .isTrue();
    }

    @Test
    void listWhenFilteredThenNewestFirst() {
        var one = node.namespace();
        var two = node.namespace();
        var first = node.drain(one);
        var second = node.drain(two);

        assertThat(ids(new RunQuery("drain", BatchStatus.COMPLETED, Set.of(one, two), null, 1000)))
                .containsSubsequence(second.id(), first.id());
        assertThat(ids(new RunQuery(null, null, Set.of(one), null, 1000)))
                .contains(first.id())
                .doesNotContain(second.id());
        assertThat(ids(new RunQuery(null, null, null, second.id(), 1))).containsExactly(second.id() - 1);
        assertThat(ids(new RunQuery("brew", null, null, null, 10))).isEmpty();
        assertThat(first.trigger()).isEqualTo(new Trigger(Trigger.Kind.OPERATOR, "olga"));
        assertThat(first.scope()).isEqualTo(new RunScope(one));
        assertThat(first.startedAt()).isBetween(Clock.systemUTC().instant().minusSeconds(60), first.endedAt());
    }

    @Test
    void recordsWhenWrittenThenReadableText() {
        var run = node.drain(node.namespace());

        assertThat(node.jdbc()
                        .queryForObject(
                                "SELECT SHORT_CONTEXT FROM BATCH_JOB_EXECUTION_CONTEXT WHERE JOB_EXECUTION_ID = ?",
                                String.class,
                                run.id()))
                .startsWith("{");
    }

    @Test
    void closeWhenARunIsUnderWayThenItsPageEndsItStopsAndTheRestStaysDirty() {
        try (var ending = BatchNode.start(
                RedisServer.shared(),
                DatabaseServer.shared().jdbcUrl("shared_node"),
                "spring.quartz.auto-startup=false")) {
            var namespace = node.namespace();
            node.put(namespace, "a", "1");
            var inHand = new CountDownLatch(1);
            var gate = new CountDownLatch(1);
            Runnable holdUp = () -> {
                inHand.countDown();
                await(gate);
            };
            var stopped = ending.backlog().hooked(holdUp, () -> {
                var admission = ending.start(new RunScope(namespace));
                await(inHand);
                var runs = ending.runs();
                var closing = new Thread(ending::close, "closing");
                closing.start();
                Deadline.await("stopping", LONGEST, () -> !runs.isRunning());
                gate.countDown();
                Deadline.await("closed", LONGEST, () -> !closing.isAlive());
                return node.runs().find(admission.run()).orElseThrow();
            });
            assertThat(stopped.status()).isEqualTo(BatchStatus.STOPPED);
            assertThat(stopped.isRunning()).isFalse();
            assertThat(stopped.error()).startsWith("stopped before its end");
            assertThat(node.archived(namespace)).hasSize(1);
            assertThat(node.backlog().state(namespace).dirty()).isZero();
            assertThat(node.backlog().state(namespace).historyPending()).isOne();
        }
    }

    private List<Long> ids(RunQuery query) {
        return node.runs().list(query).stream().map(Run::id).toList();
    }

    private interface Submission {
        Future<Admission> submit(Callable<Admission> task);
    }

    private static List<Admission> together(Submission threads, int times, Callable<Admission> task) {
        return Collections.nCopies(times, task).stream().map(threads::submit).toList().stream()
                .map(RunsIT::get)
                .toList();
    }

    private static Admission get(Future<Admission> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("latch: not opened in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
