package io.sluice.api.admin;

import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertInvalid;
import static io.sluice.api.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("servers")
class SettingIT {
    private static final String SETTINGS = "/v1/namespaces/setting-it/settings/";

    private final ApiNode node = ApiNode.one();
    private final String path = SETTINGS + UUID.randomUUID();

    @BeforeAll
    static void createNamespace() {
        ApiNode.one().create("setting-it");
    }

    @Test
    void putWhenNewThen201WithTheWholeEntry() {
        var answer = node.put(path, "{\"value\":{\"a\": 1},\"reason\":\"to try\"}");
        assertThat(answer.statusCode()).isEqualTo(201);
        var entry = json(answer);
        assertThat(entry.propertyNames())
                .containsExactlyInAnyOrder("namespace", "name", "value", "revision", "changedAt", "author", "reason");
        assertThat(entry.path("namespace").asString()).isEqualTo("setting-it");
        assertThat(entry.path("value").toString()).isEqualTo("{\"a\":1}");
        assertThat(entry.path("author").asString()).isEqualTo("eddie");
        assertThat(entry.path("reason").asString()).isEqualTo("to try");
        long revision = entry.path("revision").asLong();
        assertThat(answer.headers().firstValue("ETag")).hasValue("\"" + revision + "\"");
        assertThat(entry.path("changedAt").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        assertThat(Instant.parse(entry.path("changedAt").asString()))
                .isEqualTo(Instant.EPOCH.plus(revision, java.time.temporal.ChronoUnit.MICROS));
    }

    @Test
    void putWhenThereThen200WithAHigherRevision() {
        long first = json(node.put(path, "{\"value\":1}")).path("revision").asLong();
        var answer = node.put(path, "{\"value\":2}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("revision").asLong()).isGreaterThan(first);
    }

    @Test
    void getWhenJustWrittenThenTheSameNodeHasItAndTheOtherSoon() {
        var written = node.put(path, "{\"value\":\"new\"}").body();
        assertThat(node.get(path).body()).isEqualTo(written);
        Deadline.await(
                "at the other node",
                Duration.ofSeconds(5),
                () -> ApiNode.two().get(path).body().equals(written));
    }

    @Test
    void getWhenFromRedisThenTheHashIsRead() {
        node.put(path, "{\"value\":1}");
        assertThat(ApiNode.two().get(path + "?from=redis").body())
                .isEqualTo(node.get(path).body());
        assertInvalid(node.get(path + "?from=mysql"), "from");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0",
                "1e400",
                "-0",
                "12345678901234567890",
                "0.1000000000000000055511151231257827",
                "null",
                "true",
                "\"\"",
                "[]",
                "{}",
                "[[[null]]]",
                "{\"a\":{\"b\":[1,\"x\",false]},\"\":0}",
                "\"\\u0000\\n\\\"ü😀\""
            })
    void getWhenAnyJsonWasPutThenItIsExactlyThat(String value) {
        node.put(path, "{ \"value\" : " + value + " }");
        assertThat(node.get(path).body()).contains("\"value\":" + value + ",");
        assertThat(node.get(path + "?from=redis").body()).contains("\"value\":" + value + ",");
    }

    @Test
    void putWhenValueIsMissingThenItIsNotNull() {
        assertInvalid(node.put(path, "{\"reason\":\"none\"}"), "value");
        assertThat(node.put(path, "{\"value\":null}").statusCode()).isEqualTo(201);
    }

    @Test
    void putWhenIfMatchIsCurrentThenItIsWritten() {
        var tag = tag(node.put(path, "{\"value\":1}"));
        assertThat(node.put(path, "{\"value\":2}", "If-Match", tag).statusCode())
                .isEqualTo(200);
        assertThat(node.put(path, "{\"value\":3}", "If-Match", "*").statusCode())
                .isEqualTo(200);
        var now = tag(node.get(path));
        assertThat(node.put(path, "{\"value\":4}", "If-Match", tag + ", " + now).statusCode())
                .isEqualTo(200);
    }

    @Test
    void putWhenIfMatchIsNotCurrentThen412WithTheEntry() {
        var old = tag(node.put(path, "{\"value\":1}"));
        var current = node.put(path, "{\"value\":2}");
        for (var tags : new String[] {old, "\"7\"", "\"of-something-else\"", "W/" + tag(current), old + ",\"7\""}) {
            var answer = node.put(path, "{\"value\":3}", "If-Match", tags);
            assertProblem(answer, 412, "revision-conflict");
            assertThat(json(answer).path("current")).isEqualTo(json(current));
        }
        assertThat(node.get(path).body()).isEqualTo(current.body());
    }

    @Test
    void putWhenIfMatchAndNothingThereThen412() {
        assertProblem(node.put(path, "{\"value\":1}", "If-Match", "*"), 412, "revision-conflict");
        assertProblem(node.put(path, "{\"value\":1}", "If-Match", "\"7\""), 412, "revision-conflict");
        assertProblem(node.get(path), 404, "unknown-setting");
    }

    @Test
    void putWhenIfNoneMatchStarThenItOnlyCreates() {
        assertThat(node.put(path, "{\"value\":1}", "If-None-Match", "*").statusCode())
                .isEqualTo(201);
        assertProblem(node.put(path, "{\"value\":2}", "If-None-Match", "*"), 412, "revision-conflict");
        node.delete(path);
        assertThat(node.put(path, "{\"value\":3}", "If-None-Match", "*").statusCode())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "\"7", "W/7", "w/\"7\"", "\"7\" \"8\"", "*, \"7\"", ","})
    void putWhenTagsAreMalformedThen400(String tags) {
        assertInvalid(node.put(path, "{\"value\":1}", "If-Match", tags), "If-Match");
        assertInvalid(node.put(path, "{\"value\":1}", "If-None-Match", tags), "If-None-Match");
    }

    @Test
    void putWhenRepeatedWithItsKeyThenTheFirstAnswer() {
        var key = UUID.randomUUID().toString();
        var first = node.put(path, "{\"value\":1}", "Idempotency-Key", key);
        node.put(path, "{\"value\":2}");
        var again = ApiNode.two().put(path, "{\"value\":1}", "Idempotency-Key", key);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(node.get(path).body()).contains("\"value\":2");
        assertProblem(node.put(path, "{\"value\":3}", "Idempotency-Key", key), 422, "idempotency-key-reused");
        assertInvalid(node.put(path, "{\"value\":3}", "Idempotency-Key", "a b"), "Idempotency-Key");
    }

    @Test
    void getWhenIfNoneMatchThen304WithoutABody() {
        var tag = tag(node.put(path, "{\"value\":1}"));
        for (var tags : new String[] {tag, "W/" + tag, "\"7\", " + tag, "*"}) {
            var answer = node.get(path, "If-None-Match", tags);
            assertThat(answer.statusCode()).isEqualTo(304);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().firstValue("ETag")).hasValue(tag);
        }
        assertThat(node.get(path, "If-None-Match", "\"7\"").statusCode()).isEqualTo(200);
    }

    @Test
    void deleteWhenThereThenTheTombstone() {
        long written = json(node.put(path, "{\"value\":1}")).path("revision").asLong();
        var answer = node.delete(path + "?reason=not%20needed");
        assertThat(answer.statusCode()).isEqualTo(200);
        var entry = json(answer);
        assertThat(entry.path("removed").asBoolean()).isTrue();
        assertThat(entry.has("value")).isFalse();
        assertThat(entry.path("reason").asString()).isEqualTo("not needed");
        assertThat(entry.path("revision").asLong()).isGreaterThan(written);
        assertProblem(node.get(path), 404, "unknown-setting");
        assertProblem(node.get(path + "?from=redis"), 404, "unknown-setting");
        assertProblem(node.delete(path), 404, "unknown-setting");
    }

    @Test
    void deleteWhenRepeatedWithItsKeyThenTheFirstAnswer() {
        node.put(path, "{\"value\":1}");
        var first = node.delete(path, "Idempotency-Key", "delete-" + path.hashCode());
        var again = node.delete(path, "Idempotency-Key", "delete-" + path.hashCode());
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
    }

    @Test
    void deleteWhenIfMatchIsNotCurrentThen412AndItStays() {
        var old = tag(node.put(path, "{\"value\":1}"));
        node.put(path, "{\"value\":2}");
        assertProblem(node.delete(path, "If-Match", old), 412, "revision-conflict");
        assertThat(node.delete(path, "If-Match", tag(node.get(path))).statusCode())
                .isEqualTo(200);
        assertProblem(node.delete(path, "If-Match", old), 404, "unknown-setting");
    }

    @Test
    void anyCallWhenNamespaceWasNeverCreatedThen404() {
        var nowhere = "/v1/namespaces/never-created/";
        assertProblem(node.put(nowhere + "settings/a", "{\"value\":1}"), 404, "unknown-namespace");
        assertProblem(node.get(nowhere + "settings/a"), 404, "unknown-namespace");
        assertProblem(node.get(nowhere + "settings/a?from=redis"), 404, "unknown-namespace");
        assertProblem(node.get(nowhere + "settings"), 404, "unknown-namespace");
        assertProblem(node.delete(nowhere + "settings/a"), 404, "unknown-namespace");
        assertProblem(
                node.post(nowhere + "changes", "{\"changes\":[{\"name\":\"a\",\"value\":1}]}"),
                404,
                "unknown-namespace");
        assertThat(RedisServer.shared().command("EXISTS", "sluice:{never-created}:settings"))
                .isEqualTo(0L);
    }

    @Test
    void putWhenTheNameIsSluicesOwnThen400ButItCanBeRead() {
        assertInvalid(node.put(SETTINGS + "$namespace", "{\"value\":1}"), "name");
        assertInvalid(node.put(SETTINGS + "%24namespace", "{\"value\":1}"), "name");
        assertInvalid(node.delete(SETTINGS + "$namespace"), "name");
        assertThat(json(node.get(SETTINGS + "$namespace"))
                        .path("value")
                        .path("description")
                        .asString())
                .isEqualTo("of a test");
    }

    @Test
    void putWhenTheReasonIsTooLongOrNotTextThen400() {
        assertInvalid(node.put(path, "{\"value\":1,\"reason\":\"" + "x".repeat(1001) + "\"}"), "reason");
        assertInvalid(node.put(path, "{\"value\":1,\"reason\":\"\\ud800\"}"), "reason");
        assertInvalid(node.delete(path + "?reason=" + "x".repeat(1001)), "reason");
    }

    private static String tag(java.net.http.HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }
}
