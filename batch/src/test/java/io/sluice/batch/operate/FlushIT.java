package io.sluice.batch.operate;

import static io.sluice.batch.BatchHttp.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchHttp;
import io.sluice.batch.BatchNode;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Revision;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlushIT {
    private final BatchNode node = BatchNode.shared();
    private final BatchHttp http = new BatchHttp(node);

    @Test
    void flushWhenSomethingIsDirtyThen200WithTheRevisionAndEverythingIsInTheDatabase() {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        var last = node.put(namespace, "b", "2");

        var answer = http.post("/v1/flush", "{\"namespace\":\"%s\",\"timeout\":\"30s\"}".formatted(namespace));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("complete").asBoolean()).isTrue();
        assertThat(json(answer).path("revisions").path(namespace.text()).asLong())
                .isEqualTo(last.micros());
        assertThat(json(answer).path("pending").isEmpty()).isTrue();
        assertThat(node.archived(namespace)).hasSize(2);
        assertThat(node.count("SELECT COUNT(*) FROM readable_history WHERE namespace = ?", namespace.text()))
                .isEqualTo(2);
    }

    @Test
    void flushWhenThereIsNothingToDoThen200AndNoRun() {
        var namespace = node.namespace();
        node.drain(namespace);
        long runs = node.count("SELECT COUNT(*) FROM BATCH_JOB_EXECUTION");

        var answer = http.post("/v1/flush", "{\"namespace\":\"%s\"}".formatted(namespace));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("revisions").path(namespace.text()).asLong(-1))
                .isZero();
        assertThat(node.count("SELECT COUNT(*) FROM BATCH_JOB_EXECUTION")).isEqualTo(runs);
    }

    /** Whoever gets 200 finds what was acknowledged before the call, whatever is written meanwhile. */
    @Test
    void flushWhenWritesGoOnThenEachAnswerCoversWhatWasWrittenBeforeIt() throws Exception {
        var namespace = node.namespace();
        var goOn = new AtomicBoolean(true);
        var begun = new CountDownLatch(1);
        var writer = new Thread(
                () -> {
                    for (int i = 0; goOn.get(); i++) {
                        node.put(namespace, "busy", Integer.toString(i));
                        begun.countDown();
                    }
                },
                "busy");
        writer.start();
        try {
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 10; i++) {
                var mine = node.put(namespace, "mine", Integer.toString(i));
                var answer = http.post("/v1/flush", "{\"namespace\":\"%s\"}".formatted(namespace));
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(new Revision(json(answer)
                                .path("revisions")
                                .path(namespace.text())
                                .asLong()))
                        .isGreaterThanOrEqualTo(mine);
                assertThat(node.archived(namespace)).contains("mine=%d@%s".formatted(i, mine));
            }
        } finally {
            goOn.set(false);
            writer.join();
        }
    }

    @Test
    void flushWhenTheRunUnderWayBeganTooEarlyThenASecondOne() throws Exception {
        var namespace = node.namespace();
        node.put(namespace, "early", "1");
        var inHand = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        var answers = new ArrayList<Integer>();
        node.backlog()
                .hooked(
                        () -> {
                            inHand.countDown();
                            await(gate);
                        },
                        () -> {
                            var scope = new RunScope(namespace);
                            var run = node.start(scope);
                            await(inHand);
                            node.put(namespace, "late", "1");
                            var flush = new Thread(
                                    () -> answers.add(
                                            http.post("/v1/flush", "{\"namespace\":\"%s\"}".formatted(namespace))
                                                    .statusCode()),
                                    "flush");
                            flush.start();
                            gate.countDown();
                            join(flush);
                            return node.await(run);
                        });

        assertThat(answers).containsExactly(200);
        assertThat(node.archived(namespace)).hasSize(2);
        assertThat(node.backlog().state(namespace).isEmpty()).isTrue();
    }

    @Test
    void flushWhenTimeRunsOutThen202AndWhatIsPending() {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");

        var answer = http.post("/v1/flush", "{\"namespace\":\"%s\",\"timeout\":\"0s\"}".formatted(namespace));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(json(answer).path("complete").asBoolean(true)).isFalse();
        assertThat(json(answer).path("revisions").isEmpty()).isTrue();
        assertThat(json(answer).path("pending").toString())
                .isEqualTo("[{\"namespace\":\"%s\",\"dirty\":1,\"historyPending\":1,\"quarantined\":0}]"
                        .formatted(namespace));
    }

    /** How far the namespace was is not known any more; that must not look like nothing to do. */
    @Test
    void flushWhenThePositionOfTheNamespaceIsLostThen202UntilNothingIsWaiting() {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        RedisServer.shared().command("DEL", "sluice:{" + namespace + "}:meta");

        var body = "{\"namespace\":\"%s\",\"timeout\":\"0s\"}".formatted(namespace);
        assertThat(http.post("/v1/flush", body).statusCode()).isEqualTo(202);

        node.drain(namespace);
        assertThat(http.post("/v1/flush", body).statusCode()).isEqualTo(200);
        assertThat(node.archived(namespace)).hasSize(1);
    }

    @Test
    void flushWhenTheNodeStopsThenItAnswersAtOnceAndStartsNothingMore() {
        try (var ending = BatchNode.start(
                RedisServer.shared(),
                DatabaseServer.shared().freshSchema("flush_ending"),
                "spring.quartz.auto-startup=false")) {
            var namespace = ending.namespace();
            ending.put(namespace, "a", "1");
            var inHand = new CountDownLatch(1);
            var gate = new CountDownLatch(1);
            var answers = new ArrayList<Integer>();
            ending.backlog()
                    .hooked(
                            () -> {
                                inHand.countDown();
                                await(gate);
                            },
                            () -> {
                                var body = "{\"namespace\":\"%s\",\"timeout\":\"5m\"}".formatted(namespace);
                                var flush = new Thread(
                                        () -> answers.add(new BatchHttp(ending)
                                                .post("/v1/flush", body)
                                                .statusCode()),
                                        "flush");
                                flush.start();
                                await(inHand);
                                ending.runs().stop();
                                join(flush);
                                gate.countDown();
                                return flush;
                            });
            assertThat(answers).containsExactly(202);
            assertThat(ending.count("SELECT COUNT(*) FROM BATCH_JOB_EXECUTION")).isOne();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"timeout\":\"soon\"} | 400 | timeout",
                "{\"timeout\":\"11m\"} | 400 | timeout",
                "{\"namespace\":\"No!\"} | 400 | namespace",
                "{\"wait\":\"1s\"} | 400 | wait",
            })
    void flushWhenNotAllowedThen400WithTheField(String body, int status, String field) {
        var answer = http.post("/v1/flush", body);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(json(answer).path("field").asString()).isEqualTo(field);
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

    private static void join(Thread thread) {
        try {
            thread.join(30_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
