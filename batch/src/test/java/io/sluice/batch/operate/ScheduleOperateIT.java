package io.sluice.batch.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScheduleOperateIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private RedisServer redis;
    private BatchNode node;

    @BeforeAll
    void start() {
        redis = RedisServer.launch();
        node = BatchNode.start(
                redis,
                DatabaseServer.shared().freshSchema("schedule_operate_it"),
                "sluice.schedule.drain.cron=0 0 3 * * ?",
                "sluice.schedule.drain.zone=Asia/Tokyo",
                "sluice.schedule.drain.when-dirty=3",
                "sluice.schedule.drain.when-older-than=1h");
    }

    @AfterAll
    void stop() {
        node.close();
        redis.close();
    }

    @Test
    void getScheduleWhenAskedThenEveryJobWithItsTimes() {
        var triggers = json(call(BatchNode.READER, "GET", "", null)).path("triggers");
        assertThat(StreamSupport.stream(triggers.spliterator(), false)
                        .map(trigger -> trigger.path("job").asString()))
                .containsExactlyElementsOf(node.runs().jobs());
        var drain = drain();
        assertThat(drain.propertyNames())
                .containsExactlyInAnyOrder(
                        "job", "schedule", "state", "nextFireAt", "lastFireAt", "misfires", "thresholds");
        assertThat(drain.path("schedule").asString()).isEqualTo("cron 0 0 3 * * ? Asia/Tokyo");
        assertThat(drain.path("nextFireAt").asString()).matches("\\d{4}-\\d\\d-\\d\\dT18:00:00\\.000000Z");
        assertThat(Instant.parse(drain.path("nextFireAt").asString())).isAfter(Instant.now());
        assertThat(drain.path("lastFireAt").isNull()).isTrue();
        assertThat(drain.path("misfires").asLong()).isZero();
        assertThat(drain.path("thresholds").toString()).isEqualTo("{\"dirty\":3,\"oldestDirtySeconds\":3600.0}");
    }

    @Test
    void getScheduleWhenPagedThenNextWhileThereIsMore() {
        var page = json(call(BatchNode.READER, "GET", "?limit=1", null));
        var first = node.runs().jobs().iterator().next();
        assertThat(page.path("triggers")).hasSize(1);
        assertThat(page.path("triggers").get(0).path("job").asString()).isEqualTo(first);
        assertThat(page.hasNonNull("next")).isEqualTo(node.runs().jobs().size() > 1);
        var rest = json(call(BatchNode.READER, "GET", "?after=" + first, null));
        assertThat(rest.path("triggers")).hasSize(node.runs().jobs().size() - 1);
        assertThat(rest.hasNonNull("next")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"limit=0, limit", "limit=1001, limit", "order=up, order"})
    void getScheduleWhenAParameterIsNotAllowedThen400(String query, String field) {
        var answer = call(BatchNode.READER, "GET", "?" + query, null);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("field").asString()).isEqualTo(field);
    }

    @Test
    void pauseWhenPausedThenThresholdsAreSilentTooUntilResumedAndBothAreRecorded() {
        var paused = call(BatchNode.OPERATOR, "POST", "/drain/pause", "{\"reason\":\"maintenance\"}");
        assertThat(paused.statusCode()).isEqualTo(200);
        assertThat(json(paused).path("state").asString()).isEqualTo("PAUSED");
        assertThat(json(paused)).isEqualTo(drain());
        assertThat(call(BatchNode.OPERATOR, "POST", "/drain/pause", null).statusCode())
                .isEqualTo(200);
        var namespace = node.namespace();
        for (var name : new String[] {"a", "b", "c"}) {
            node.put(namespace, name, "1");
        }
        // Some looks of the watch.
        var until = Instant.now().plusSeconds(4);
        Deadline.await("time over", LONGEST, () -> Instant.now().isAfter(until));
        assertThat(node.backlog().state(namespace).dirty()).isEqualTo(3);

        assertThat(json(call(BatchNode.OPERATOR, "POST", "/drain/resume", null))
                        .path("state")
                        .asString())
                .isEqualTo("WAITING");

        Deadline.await("drained", LONGEST, () -> node.backlog().state(namespace).isEmpty());
        Deadline.await("run told", LONGEST, () -> runs().path("runs").get(0).hasNonNull("endedAt"));
        assertThat(runs().path("runs").get(0).path("trigger").path("kind").asString())
                .isEqualTo("watch");
        var actions = json(send(BatchNode.OPERATOR, "GET", "/v1/actions", null)).path("actions");
        assertThat(StreamSupport.stream(actions.spliterator(), false)
                        .map(action -> "%s %s %s %s"
                                .formatted(
                                        action.path("who").asString(),
                                        action.path("action").asString(),
                                        action.path("target").asString(),
                                        action.path("reason").asString(""))))
                .startsWith(
                        "olga schedule resume drain ",
                        "olga schedule pause drain ",
                        "olga schedule pause drain maintenance");
    }

    @Test
    void pauseWhenNotAllowedThenNothingChanges() {
        var before = drain();
        assertThat(call(BatchNode.READER, "POST", "/drain/pause", null).statusCode())
                .isEqualTo(403);
        assertThat(call(BatchNode.CONFINED, "POST", "/drain/pause", null).statusCode())
                .isEqualTo(403);
        var unknown = call(BatchNode.OPERATOR, "POST", "/brew/pause", null);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(json(unknown).path("detail").asString()).startsWith("job: brew (expected: one of ");
        var wrong = call(BatchNode.OPERATOR, "POST", "/drain/pause", "{\"why\":1}");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(json(wrong).path("field").asString()).isEqualTo("why");
        assertThat(call(BatchNode.OPERATOR, "POST", "/drain/pause", "{\"reason\":\"%s\"}".formatted("x".repeat(1001)))
                        .statusCode())
                .isEqualTo(400);
        assertThat(drain()).isEqualTo(before);
    }

    private JsonNode runs() {
        return json(send(BatchNode.READER, "GET", "/v1/runs?limit=1", null));
    }

    private JsonNode drain() {
        return StreamSupport.stream(
                        json(call(BatchNode.READER, "GET", "", null))
                                .path("triggers")
                                .spliterator(),
                        false)
                .filter(trigger -> trigger.path("job").asString().equals("drain"))
                .findFirst()
                .orElseThrow();
    }

    private HttpResponse<String> call(String token, String method, String path, @Nullable String body) {
        return send(token, method, "/v1/schedule" + path, body);
    }

    private HttpResponse<String> send(String token, String method, String path, @Nullable String body) {
        var request = HttpRequest.newBuilder(URI.create(node.address() + path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }
}
