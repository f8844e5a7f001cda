package io.sluice.api;

import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import io.sluice.servers.TcpProxy.Direction;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong between a caller, the api and Redis: A1 to A7, R6 and R7; A4 is where durability is tried. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminFaultsIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SPACE = "/v1/namespaces/faults-it";
    private static final String KEYS = "sluice:{faults-it}:";
    private static final String WRITE = "{\"value\":1}";

    private final RedisServer redis = RedisServer.launch();
    private final TcpProxy proxy = TcpProxy.to(redis);
    private final ApiNode node = ApiNode.start(proxy.host(), proxy.port());
    private String own = "";

    @BeforeAll
    void createNamespace() {
        node.create("faults-it");
    }

    @BeforeEach
    void chooseAName() {
        own = UUID.randomUUID().toString();
    }

    @AfterEach
    void heal() {
        proxy.pass();
        awaitWritable();
    }

    @AfterAll
    void close() {
        node.close();
        proxy.close();
        redis.close();
    }

    @Test
    void a1PutWhenItNeverReachesRedisThenTheRepetitionIsTheOneWrite() {
        proxy.swallow(Direction.TO_SERVER);
        assertUnknown(put());
        assertThat(isWritten()).isFalse();
        proxy.pass();
        awaitWritable();
        assertThat(put().statusCode()).isEqualTo(201);
        assertThat(records(own)).isEqualTo(1);
    }

    @Test
    void a2PutWhenTheReplyIsLostThenTheRepetitionGetsTheFirstRevision() {
        proxy.swallow(Direction.TO_CLIENT);
        assertUnknown(put());
        assertThat(isWritten()).isTrue();
        proxy.pass();
        awaitWritable();
        var again = put();
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat((String) reply("HGET", KEYS + "settings", own))
                .contains("\"revision\":" + json(again).path("revision").asLong());
        assertThat(records(own)).isEqualTo(1);
    }

    @Test
    void a3PutWhenTheConnectionBreaksBeforeTheReplyThenNothingIsSentTwice() {
        proxy.swallow(Direction.TO_CLIENT);
        // Without a key of its caller's: nothing but the client library itself could repeat it.
        var answer = node.putLater(SPACE + "/settings/" + own, WRITE);
        Deadline.await("carried out", SOON, this::isWritten);
        proxy.reset();
        proxy.pass();
        assertUnknown(answer.join());
        awaitWritable();
        assertThat(records(own)).isEqualTo(1);
    }

    @Test
    void a5ChangesWhenTheNodeIsKilledInTheMiddleThenAllOrNothing(@TempDir Path folder) throws Exception {
        for (int round = 0; round < 2; round++) {
            var sent = new ConcurrentLinkedQueue<String>();
            var answered = new ConcurrentLinkedQueue<String>();
            killUnderLoad(folder, sent, answered);
            assertThat(answered.size()).isLessThan(sent.size());
            for (var key : sent) {
                int present = present(key);
                assertThat(present).as(key).isIn(0, 10);
                if (answered.contains(key)) {
                    assertThat(present).as(key).isEqualTo(10);
                } else {
                    var again = node.post(SPACE + "/changes", changes(key), "Idempotency-Key", key);
                    assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
                    assertThat(present(key)).isEqualTo(10);
                }
                assertThat(records(key + "/0")).as(key).isEqualTo(1);
            }
        }
    }

    @Test
    void a6PutWhenRedisIsDownThen503AtOnceForEverybodyAndReadsGoOn() {
        node.put(SPACE + "/settings/" + own + "?wait=applied&timeout=10s", WRITE);
        proxy.cut();
        Deadline.await(
                "noticed",
                SOON,
                () -> node.put(SPACE + "/settings/" + own, WRITE).statusCode() == 503);
        long begun = System.nanoTime();
        var answers = IntStream.range(0, 200)
                .mapToObj(i -> node.putLater(SPACE + "/settings/" + own + "?wait=applied&timeout=60s", WRITE))
                .toList();
        var read = node.get(SPACE + "/settings/" + own);
        answers.stream().map(CompletableFuture::join).forEach(answer -> {
            assertProblem(answer, 503, "store-unavailable");
            assertThat(json(answer).path("outcome").asString()).isEqualTo("not-done");
            assertThat(answer.headers().firstValue("Retry-After").orElseThrow()).matches("[1-9][0-9]*");
        });
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        assertThat(read.statusCode()).isEqualTo(200);
        proxy.pass();
        awaitWritable();
        assertThat(records(own)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void a6PutWhenTheLinkToRedisIsFrozenOneWayThenIsAnsweredInTimeAndReadsGoOnAndWritesComeBack(Direction direction) {
        assertThat(put().statusCode()).isEqualTo(201);
        // The node may still be on its way back from the fault before.
        Deadline.await(
                "applied here", SOON, () -> node.get(SPACE + "/settings/" + own).statusCode() == 200);
        proxy.freeze(direction);
        assertBounded(() -> assertUnavailable(put("a6")));
        assertBounded(() ->
                assertThat(node.get(SPACE + "/settings/" + own).statusCode()).isEqualTo(200));
        proxy.pass();
        awaitWritable();
        assertThat(put("a6").statusCode()).isEqualTo(200);
        assertThat(records(own)).isEqualTo(2);
    }

    @Test
    void a7PutWhenRedisIsOutOfMemoryThen503SaysSoAndNothingIsWritten() {
        redis.command("CONFIG", "SET", "maxmemory", "1");
        try {
            assertRefused("out-of-memory");
        } finally {
            redis.command("CONFIG", "SET", "maxmemory", "0");
        }
    }

    @Test
    void a7PutWhenRedisIsAReplicaThen503SaysSoAndNothingIsWritten() {
        redis.command("REPLICAOF", "127.0.0.1", "1");
        try {
            assertRefused("read-only");
        } finally {
            redis.command("REPLICAOF", "NO", "ONE");
        }
    }

    @Test
    void a7PutWhenRedisHasTooFewReplicasThen503SaysSoAndNothingIsWritten() {
        redis.command("CONFIG", "SET", "min-replicas-to-write", "1");
        try {
            assertRefused("too-few-replicas");
        } finally {
            redis.command("CONFIG", "SET", "min-replicas-to-write", "0");
        }
    }

    @Test
    void a7PutWhenRedisIsLoadingThen503SaysSoAndWorksAfterwards() {
        redis.command("DEBUG", "POPULATE", "300", "ballast", "4096");
        redis.command("CONFIG", "SET", "loading-process-events-interval-bytes", "1024");
        redis.command("CONFIG", "SET", "key-load-delay", "10000");
        var loading = CompletableFuture.runAsync(() -> redis.command("DEBUG", "RELOAD"));
        Deadline.await("refused while loading", SOON, () -> {
            var answer = node.put(SPACE + "/settings/" + own, WRITE);
            return answer.statusCode() == 503
                    && json(answer).path("refusal").asString().equals("loading");
        });
        loading.join();
        redis.command("CONFIG", "SET", "key-load-delay", "0");
    }

    @ParameterizedTest
    @CsvSource({
        "maxmemory-policy, allkeys-lru, noeviction",
        "appendonly, no, yes",
    })
    void r6HealthWhenRedisIsSetToLoseDataThenIsDegradedWhileAllIsStillThere(String what, String bad, String good) {
        Deadline.await("up", SOON, () -> health().contains("\"UP\""));
        node.put(SPACE + "/settings/" + own, WRITE);
        redis.command("CONFIG", "SET", what, bad);
        try {
            Deadline.await("degraded", SOON, () -> health().contains("\"DEGRADED\""));
            assertThat(node.get("/actuator/health").statusCode()).isEqualTo(200);
            assertThat(node.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
            assertThat(isWritten()).isTrue();
        } finally {
            redis.command("CONFIG", "SET", what, good);
        }
        Deadline.await("up again", SOON, () -> health().contains("\"UP\""));
    }

    @Test
    void r7PutWhenRedisIsPausedForTenSecondsThenIsAnsweredInTimeAndHasOneEffect() {
        redis.command("CLIENT", "PAUSE", "10000");
        for (int attempt = 0; attempt < 3; attempt++) {
            assertBounded(() -> assertUnavailable(put()));
        }
        assertBounded(() ->
                assertThat(node.get(SPACE + "/settings/probe").statusCode()).isEqualTo(200));
        awaitWritable();
        assertThat(put().statusCode()).isEqualTo(201);
        assertThat(records(own)).isEqualTo(1);
    }

    @Test
    void r7PutWhenRedisIsSlowThenWaitsForItAndNotForEver() {
        proxy.delay(Duration.ofMillis(300));
        assertBounded(() -> assertThat(put().statusCode()).isEqualTo(201));
        proxy.delay(Duration.ofSeconds(3));
        assertBounded(() -> assertUnavailable(put("slow")));
        proxy.pass();
        awaitWritable();
        assertThat(put("slow").statusCode()).isEqualTo(200);
        assertThat(records(own)).isEqualTo(2);
    }

    @Test
    void r7PutWhenRedisHasForgottenTheScriptsThenHasItsOneEffect() {
        for (int round = 0; round < 3; round++) {
            redis.command("SCRIPT", "FLUSH");
            assertThat(put("" + round).statusCode() / 100).isEqualTo(2);
            redis.command("SCRIPT", "FLUSH");
            assertThat(put("" + round).statusCode() / 100).isEqualTo(2);
        }
        assertThat(records(own)).isEqualTo(3);
    }

    private String health() {
        return node.get("/actuator/health").body();
    }

    /** Within what a command may take, and what a busy machine does. */
    private static void assertBounded(Runnable call) {
        long begun = System.nanoTime();
        call.run();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(6));
    }

    private static void assertUnavailable(HttpResponse<String> answer) {
        assertProblem(answer, 503, "store-unavailable");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    private void assertRefused(String refusal) {
        var before = state();
        for (var answer : List.of(
                node.put(SPACE + "/settings/" + own, WRITE),
                node.post(SPACE + "/changes", changes(own)),
                node.call(ApiNode.OPERATOR, "PUT", SPACE, "{\"description\":\"other\"}"))) {
            assertProblem(answer, 503, "store-unavailable");
            assertThat(json(answer).path("reason").asString()).isEqualTo("refused");
            assertThat(json(answer).path("refusal").asString()).isEqualTo(refusal);
            assertThat(json(answer).path("outcome").asString()).isEqualTo("not-done");
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        }
        assertThat(state()).isEqualTo(before);
    }

    /** All that a write would touch. */
    private List<Object> state() {
        return List.of(
                reply("HGETALL", KEYS + "meta"),
                reply("HGETALL", KEYS + "settings"),
                reply("ZRANGE", KEYS + "feed", "0", "-1", "WITHSCORES"),
                reply("ZRANGE", KEYS + "dirty", "0", "-1", "WITHSCORES"),
                reply("ZRANGE", KEYS + "tombstones", "0", "-1", "WITHSCORES"),
                reply("XLEN", KEYS + "history"));
    }

    private void killUnderLoad(Path folder, Queue<String> sent, Queue<String> answered) throws Exception {
        var writers = Executors.newFixedThreadPool(8);
        try (var victim = ApiProcess.start(redis, folder)) {
            var work = new ArrayList<Future<?>>();
            for (int i = 0; i < 8; i++) {
                work.add(writers.submit(() -> writeUntilCut(victim.node(), sent, answered)));
            }
            Deadline.await("under load", SOON, () -> answered.size() > 100);
            victim.kill();
            for (var writer : work) {
                writer.get();
            }
        } finally {
            writers.shutdownNow();
        }
    }

    private static void writeUntilCut(ApiNode victim, Queue<String> sent, Queue<String> answered) {
        try {
            while (true) {
                var key = UUID.randomUUID().toString();
                sent.add(key);
                var answer = victim.post(SPACE + "/changes", changes(key), "Idempotency-Key", key);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                answered.add(key);
            }
        } catch (UncheckedIOException e) {
            // Killed, which is the end of this.
        }
    }

    private static String changes(String key) {
        return IntStream.range(0, 10)
                .mapToObj(i -> "{\"name\":\"%s/%d\",\"value\":1}".formatted(key, i))
                .collect(Collectors.joining(",", "{\"changes\":[", "]}"));
    }

    private int present(String key) {
        int present = 0;
        for (int i = 0; i < 10; i++) {
            present += reply("HEXISTS", KEYS + "settings", key + "/" + i).equals(1L) ? 1 : 0;
        }
        return present;
    }

    private HttpResponse<String> put() {
        return put("");
    }

    /** Another request of the same setting. */
    private HttpResponse<String> put(String request) {
        return node.put(SPACE + "/settings/" + own, WRITE, "Idempotency-Key", own + request);
    }

    private boolean isWritten() {
        return reply("HEXISTS", KEYS + "settings", own).equals(1L);
    }

    /** How often the history has a name. */
    private long records(String name) {
        var records = (List<?>) reply("XRANGE", KEYS + "history", "-", "+");
        return records.stream()
                .map(record -> (List<?>) ((List<?>) record).get(1))
                .filter(fields -> name.equals(fields.get(fields.indexOf("name") + 1)))
                .count();
    }

    private Object reply(String... words) {
        return Objects.requireNonNull(redis.command(words), words[0]);
    }

    private void awaitWritable() {
        Deadline.await(
                "writes work",
                SOON,
                () -> node.put(SPACE + "/settings/probe", WRITE).statusCode() / 100 == 2);
    }

    private static void assertUnknown(HttpResponse<String> answer) {
        assertProblem(answer, 503, "store-unavailable");
        assertThat(json(answer).path("outcome").asString()).isEqualTo("unknown");
    }
}
