package io.sluice.api;

import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("servers")
class StoreFailureIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SETTING = "/v1/namespaces/failure-it/settings/a";
    private static final String WRITE = "{\"value\":1}";

    private final RedisServer redis = RedisServer.launch();
    private final ApiNode node = ApiNode.start(redis);

    @BeforeAll
    void createNamespace() {
        node.create("failure-it");
        node.put(SETTING, WRITE);
    }

    @AfterAll
    void close() {
        node.close();
        redis.close();
    }

    @Test
    void putWhenRedisIsDownThen503AtOnceAndReadsGoOnAndWritesComeBackByThemselves() {
        redis.stop();
        try {
            long begun = System.nanoTime();
            var refused = node.put(SETTING, WRITE);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
            assertUnavailable(refused, "unreachable");
            assertUnavailable(node.get(SETTING + "?from=redis"), "unreachable");
            assertUnavailable(node.get("/v1/nodes"), "unreachable");
            assertThat(node.get(SETTING).statusCode()).isEqualTo(200);
            assertThat(node.get("/v1/namespaces/failure-it/settings").statusCode())
                    .isEqualTo(200);
            assertThat(node.get("/v1/namespaces").statusCode()).isEqualTo(200);
            assertThat(node.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
        } finally {
            redis.start();
        }
        Deadline.await("writes work again", SOON, () -> node.put(SETTING, WRITE).statusCode() == 200);
    }

    @Test
    void putWhenRedisHangsThen503SaysThatTheOutcomeIsUnknown() {
        redis.pause();
        try {
            var answer = node.put(SETTING, WRITE, "Idempotency-Key", "while-it-hung");
            assertUnavailable(answer, "unreachable");
            assertThat(json(answer).path("outcome").asString()).isEqualTo("unknown");
            assertThat(json(answer).path("detail").asString()).contains("Idempotency-Key");
        } finally {
            redis.resume();
        }
        Deadline.await(
                "the repetition is carried out",
                SOON,
                () -> node.put(SETTING, WRITE, "Idempotency-Key", "while-it-hung")
                                .statusCode()
                        == 200);
    }

    @Test
    void putWhenRedisIsFullThen503AndNothingWasChanged() {
        // From the hash: this node's replica may still be catching up after another test's fault.
        var before = node.get(SETTING + "?from=redis").body();
        redis.command("CONFIG", "SET", "maxmemory", "1");
        try {
            var answer = node.put(SETTING, "{\"value\":2}");
            assertUnavailable(answer, "refused");
            assertThat(json(answer).path("outcome").asString()).isEqualTo("not-done");
        } finally {
            redis.command("CONFIG", "SET", "maxmemory", "0");
        }
        assertThat(node.get(SETTING + "?from=redis").body()).isEqualTo(before);
    }

    @Test
    void r5PutWhenAKeyHasAnotherTypeThen503Damaged() {
        node.create("damaged-it");
        redis.command("DEL", "sluice:{damaged-it}:dirty");
        redis.command("SET", "sluice:{damaged-it}:dirty", "no sorted set");
        assertUnavailable(node.put("/v1/namespaces/damaged-it/settings/a", WRITE), "damaged");
        redis.command("HSET", "sluice:{damaged-it}:settings", "b", "no envelope");
        assertUnavailable(node.get("/v1/namespaces/damaged-it/settings/b?from=redis"), "damaged");
        assertThat(Objects.requireNonNull(redis.command("HEXISTS", "sluice:{damaged-it}:settings", "a")))
                .isEqualTo(0L);
    }

    private static void assertUnavailable(java.net.http.HttpResponse<String> answer, String reason) {
        assertProblem(answer, 503, "store-unavailable");
        assertThat(json(answer).path("reason").asString()).isEqualTo(reason);
        assertThat(answer.headers().firstValue("Retry-After").orElseThrow()).matches("[1-9][0-9]*");
    }
}
