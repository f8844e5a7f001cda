package io.sluice.batch.operate;

import static io.sluice.batch.BatchHttp.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchHttp;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;

/** Restart, stop and recover. */
class InterventionsIT {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final BatchNode node = BatchNode.shared();
    private final BatchHttp http = new BatchHttp(node);

    @Test
    void restartWhenARunHasFailedThenANewRunOfTheSameNameDoesTheWork() {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        var failed = failedRun(namespace);

        var answer = http.post("/v1/runs/%d/restart".formatted(failed.id()), "{\"reason\":\"table is back\"}");

        assertThat(answer.statusCode()).isEqualTo(202);
        long restarted = json(answer).path("id").asLong();
        assertThat(restarted).isGreaterThan(failed.id());
        var run = ended(restarted);
        assertThat(run.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.name()).isEqualTo(failed.name());
        assertThat(run.reason()).isEqualTo("table is back");
        assertThat(run.scope()).isEqualTo(new RunScope(namespace));
        assertThat(node.archived(namespace)).hasSize(1);
        assertThat(node.backlog().state(namespace).isEmpty()).isTrue();

        var again = http.post("/v1/runs/%d/restart".formatted(failed.id()), null);
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(json(again).path("detail").asString()).contains("was restarted as " + restarted);
    }

    @Test
    void restartWhenARunHasCompletedThen409WithTheReason() {
        var run = node.drain(node.namespace());
        var answer = http.post("/v1/runs/%d/restart".formatted(run.id()), null);
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(json(answer).path("detail").asString())
                .isEqualTo("run: %d is COMPLETED (expected: FAILED or STOPPED)".formatted(run.id()));
    }

    @Test
    void stopWhenARunIsUnderWayHereThenItEndsBehindItsPage() {
        var namespace = node.namespace();
        pages(namespace, 6);
        stopWhile(namespace, http, () -> {});
    }

    @Test
    void stopWhenARunIsUnderWayOnAnotherNodeThenItEndsBehindItsPageToo() {
        try (var other = BatchNode.start(
                RedisServer.shared(),
                DatabaseServer.shared().jdbcUrl("shared_node"),
                "spring.quartz.auto-startup=false")) {
            var namespace = node.namespace();
            pages(namespace, 12);
            stopWhile(namespace, new BatchHttp(other), () -> {});
        }
    }

    @Test
    void stopWhenARunHasEndedThen409() {
        var run = node.drain(node.namespace());
        var answer = http.post("/v1/runs/%d/stop".formatted(run.id()), null);
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(json(answer).path("detail").asString()).contains("is COMPLETED (expected: one that is running)");
    }

    @Test
    void recoverWhenTheProcessLivesThen409AndTheRunGoesOn() {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        var inHand = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        var run = node.backlog()
                .hooked(
                        () -> {
                            inHand.countDown();
                            await(gate);
                        },
                        () -> {
                            var admission = node.start(new RunScope(namespace));
                            await(inHand);
                            var answer = http.post("/v1/runs/%d/recover".formatted(admission.run()), null);
                            gate.countDown();
                            assertThat(answer.statusCode()).isEqualTo(409);
                            assertThat(json(answer).path("detail").asString()).contains("sign of life");
                            return node.await(admission);
                        });
        assertThat(run.status()).isEqualTo(BatchStatus.COMPLETED);
    }

    @Test
    void interveneWhenThereIsNoSuchRunThen404AndWithoutTheRight403() {
        for (var action : new String[] {"restart", "stop", "recover"}) {
            assertThat(http.post("/v1/runs/999999999/" + action, null).statusCode())
                    .isEqualTo(404);
            assertThat(http.call(BatchNode.READER, "POST", "/v1/runs/1/" + action, null)
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void actionsWhenOperatorsDidSomethingThenWhoWhatAndWhyNewestFirst() {
        var namespace = node.namespace();
        http.post(
                "/v1/runs",
                "{\"job\":\"drain\",\"namespace\":\"%s\",\"wait\":\"30s\",\"reason\":\"before the move\"}"
                        .formatted(namespace));

        var answer = http.call(BatchNode.OPERATOR, "GET", "/v1/actions?limit=1", null);

        var action = json(answer).path("actions").get(0);
        assertThat(action.path("who").asString()).isEqualTo("olga");
        assertThat(action.path("action").asString()).isEqualTo("start drain");
        assertThat(action.path("target").asString()).isEqualTo("namespace " + namespace);
        assertThat(action.path("reason").asString()).isEqualTo("before the move");
        assertThat(action.path("requestId").asString()).isNotEmpty();
        assertThat(json(answer).path("next").asLong())
                .isEqualTo(action.path("id").asLong());
        var long1001 = "x".repeat(1001);
        assertThat(json(http.post("/v1/runs", "{\"job\":\"drain\",\"reason\":\"%s\"}".formatted(long1001)))
                        .path("field")
                        .asString())
                .isEqualTo("reason");
    }

    /** Stops the run when it has some pages in hand, and sees that it ends with the others dirty. */
    private void stopWhile(Namespace namespace, BatchHttp through, Runnable before) {
        var inHand = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        var run = node.backlog()
                .hooked(
                        () -> {
                            inHand.countDown();
                            await(gate);
                        },
                        (Supplier<Run>) () -> {
                            var admission = node.start(new RunScope(namespace));
                            await(inHand);
                            before.run();
                            var answer = through.post("/v1/runs/%d/stop".formatted(admission.run()), null);
                            gate.countDown();
                            assertThat(answer.statusCode()).isEqualTo(202);
                            return node.await(admission);
                        });
        assertThat(run.status()).isEqualTo(BatchStatus.STOPPED);
        assertThat(run.counts().written()).isPositive();
        assertThat(node.backlog().state(namespace).dirty()).isPositive();

        var restarted = json(http.post("/v1/runs/%d/restart".formatted(run.id()), null));
        assertThat(ended(restarted.path("id").asLong()).status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(node.backlog().state(namespace).isEmpty()).isTrue();
    }

    private void pages(Namespace namespace, int many) {
        for (int page = 0; page < many; page++) {
            int from = page * 1000;
            node.write(
                    namespace,
                    IntStream.range(from, from + 1000)
                            .mapToObj(i -> new Change.Put(new SettingName("n" + i), new SettingValue("" + i)))
                            .toArray(Change[]::new));
        }
    }

    private Run failedRun(Namespace namespace) {
        node.jdbc().execute("RENAME TABLE setting TO setting_away");
        try {
            var run = node.drain(namespace);
            assertThat(run.status()).isEqualTo(BatchStatus.FAILED);
            return run;
        } finally {
            node.jdbc().execute("RENAME TABLE setting_away TO setting");
        }
    }

    private Run ended(long id) {
        Deadline.await(
                "run ended", LONGEST, () -> !node.runs().find(id).orElseThrow().isRunning());
        return node.runs().find(id).orElseThrow();
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
