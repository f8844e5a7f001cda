package io.sluice.api.watch;

import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertInvalid;
import static io.sluice.api.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchIT {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final AtomicInteger NAMESPACES = new AtomicInteger();
    private static ApiNode node = ApiNode.one();

    private String namespace = "";
    private String watch = "";

    @BeforeAll
    static void start() {
        node = ApiNode.start(RedisServer.shared(), "--sluice.stream.heartbeat=400ms");
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @BeforeEach
    void create() {
        namespace = "/v1/namespaces/watch-it-" + NAMESPACES.incrementAndGet();
        watch = namespace + "/watch";
        node.create(namespace.substring("/v1/namespaces/".length()));
    }

    @Test
    void watchWhenOpenedThenTheSnapshotIsWhatTheListingShows() {
        change("""
                {"name":"a/x","value":{"deep":[1,2.50,"ü\\n",null]}},{"name":"b","value":"two"},{"name":"gone","remove":true}""");
        try (var client = EventClient.open(node, watch)) {
            var event = client.next();
            assertThat(event.type()).isEqualTo("snapshot");
            var listed = json(node.get(namespace + "/settings"));
            for (var member : new String[] {"namespace", "epoch", "offset", "revision"}) {
                assertThat(event.data().path(member)).isEqualTo(listed.path(member));
            }
            assertThat(event.data().path("settings"))
                    .containsExactlyInAnyOrderElementsOf(listed.path("settings").values());
            assertThat(event.data().propertyNames())
                    .containsExactlyInAnyOrder("namespace", "epoch", "offset", "revision", "settings");
            assertThat(event.id())
                    .isEqualTo(listed.path("epoch").asString() + ":"
                            + listed.path("offset").asInt());
        }
    }

    @Test
    void watchWhenOpenedThenTheHeadersKeepProxiesFromHoldingItBack() {
        try (var client = EventClient.open(node, watch)) {
            var headers = client.answer().headers();
            assertThat(headers.firstValue("Content-Type")).hasValue("text/event-stream");
            assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
            assertThat(headers.firstValue("X-Accel-Buffering")).hasValue("no");
            assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(headers.firstValue("Content-Length")).isEmpty();
        }
    }

    @Test
    void watchWhenAChangeSetIsWrittenThenItIsOneEventWithTheEntriesAsTheyAreElsewhere() {
        try (var client = EventClient.open(node, watch)) {
            assertThat(client.next().entries()).isEmpty();
            var written = json(change(
                    "{\"name\":\"a\",\"value\":1},{\"name\":\"b\",\"value\":2},{\"name\":\"c\",\"remove\":true}"));
            var event = client.next();
            assertThat(event.type()).isEqualTo("change");
            assertThat(event.data().propertyNames())
                    .containsExactlyInAnyOrder("epoch", "offset", "revision", "changes");
            for (var member : new String[] {"epoch", "offset", "revision"}) {
                assertThat(event.data().path(member)).isEqualTo(written.path(member));
            }
            assertThat(event.data().path("changes"))
                    .containsExactlyInAnyOrderElementsOf(written.path("changes").values());
            assertThat(event.entries()).isEqualTo(Map.of("a", "1", "b", "2", "c", "removed"));
            assertThat(event.id())
                    .isEqualTo(written.path("epoch").asString() + ":"
                            + written.path("offset").asInt());
        }
    }

    @Test
    void watchWhenASettingIsRemovedThenATombstone() {
        put("a", "1");
        try (var client = EventClient.open(node, watch)) {
            client.next();
            node.delete(namespace + "/settings/a?reason=enough");
            var entry = client.next().data().path("changes").path(0);
            assertThat(entry.path("removed").asBoolean()).isTrue();
            assertThat(entry.has("value")).isFalse();
            assertThat(entry.path("reason").asString()).isEqualTo("enough");
        }
    }

    @Test
    void watchWhenPrefixThenOnlyThoseAndTheOffsetMovesOnWithTheOthers() {
        put("é/a", "1");
        put("b", "1");
        try (var client = EventClient.open(node, watch + "?prefix=e%CC%81/")) {
            assertThat(client.next().entries()).isEqualTo(Map.of("é/a", "1"));
            change("{\"name\":\"é/b\",\"value\":2},{\"name\":\"b\",\"value\":2}");
            assertThat(client.next().entries()).isEqualTo(Map.of("é/b", "2"));
            var last = json(change("{\"name\":\"b\",\"value\":3}"));
            var reached =
                    last.path("epoch").asString() + ":" + last.path("offset").asInt();
            Deadline.await(
                    "the client has come to " + reached,
                    Duration.ofSeconds(10),
                    () -> client.lastId().equals(reached));
            assertThat(client.poll(SHORT)).isNull();
        }
    }

    @Test
    void watchWhenManyChangesDoNotMatchThenTheClientIsToldBeforeTheHeartbeat() {
        try (var patient = ApiNode.start(RedisServer.shared(), "--sluice.stream.heartbeat=1h");
                var client = EventClient.open(patient, watch + "?prefix=x")) {
            var begun = client.next().id();
            for (int i = 0; i < 120; i++) {
                put("b", String.valueOf(i));
            }
            Deadline.await(
                    "the client has moved on",
                    Duration.ofSeconds(10),
                    () -> !client.lastId().equals(begun));
        }
    }

    @Test
    void watchWhenInternalNamesThenOnlyIfAskedFor() {
        try (var plain = EventClient.open(node, watch);
                var internal = EventClient.open(node, watch + "?prefix=$")) {
            assertThat(plain.next().entries()).isEmpty();
            assertThat(internal.next().entries()).containsOnlyKeys("$namespace");
            node.put(namespace, "{\"description\":\"another\"}");
            put("a", "1");
            assertThat(internal.next().entries()).containsOnlyKeys("$namespace");
            assertThat(plain.next().entries()).containsOnlyKeys("a");
        }
    }

    @Test
    void watchWhenResumedThenWhatWasMissedAndNothingElse() {
        put("a", "1");
        String last;
        try (var client = EventClient.open(node, watch)) {
            client.next();
            put("a", "2");
            client.next();
            last = client.lastId();
        }
        put("b", "1");
        node.delete(namespace + "/settings/a");
        try (var client = EventClient.resume(node, watch, last)) {
            assertThat(client.next().entries()).isEqualTo(Map.of("b", "1"));
            assertThat(client.next().entries()).isEqualTo(Map.of("a", "removed"));
            assertThat(client.poll(SHORT)).isNull();
            put("c", "1");
            assertThat(client.next().entries()).isEqualTo(Map.of("c", "1"));
        }
    }

    @Test
    void watchWhenResumedByParameterThenTheHeaderIsNewer() {
        String first;
        try (var client = EventClient.open(node, watch)) {
            first = client.next().id();
        }
        put("a", "1");
        put("b", "1");
        try (var client = EventClient.open(node, watch + "?lastEventId=" + first)) {
            var event = client.next();
            assertThat(event.entries()).isEqualTo(Map.of("a", "1"));
            var second = event.id();
            try (var again = EventClient.open(node, watch + "?lastEventId=" + first, "Last-Event-ID", second)) {
                assertThat(again.next().entries()).isEqualTo(Map.of("b", "1"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-00000000:1", "0-ffffffff:999999"})
    void watchWhenResumedFromAnotherEpochThenSnapshot(String id) {
        put("a", "1");
        try (var client = EventClient.resume(node, watch, id)) {
            var event = client.next();
            assertThat(event.type()).isEqualTo("snapshot");
            assertThat(event.entries()).isEqualTo(Map.of("a", "1"));
        }
    }

    @Test
    void watchWhenResumedFromBeyondTheHeadThenSnapshotOnceThisNodeCannotBeBehind() {
        put("a", "1");
        String id;
        try (var client = EventClient.open(node, watch)) {
            id = client.next().id() + "0";
        }
        try (var client = EventClient.resume(node, watch, id)) {
            assertThat(client.next().type()).isEqualTo("snapshot");
            put("a", "2");
            assertThat(client.next().entries()).isEqualTo(Map.of("a", "2"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "1:1", "1-00000000:-1", "1-00000000:", "1-00000000:1:1", "1-00000000:9999999999999999999"})
    void watchWhenTheIdIsNoneThen400(String id) {
        assertInvalid(node.get(watch, "Last-Event-ID", id), "Last-Event-ID");
        assertInvalid(node.get(watch + "?lastEventId=" + id), "lastEventId");
    }

    @Test
    void watchWhenNothingHappensThenComments() {
        try (var client = EventClient.open(node, watch)) {
            assertThat(client.comment()).isEqualTo(":");
            assertThat(client.comment()).isEqualTo(":");
        }
    }

    @Test
    void watchWhenItMayNotBeThenAProblem() {
        assertProblem(node.call("", "GET", watch, null), 401, "unauthorized");
        assertProblem(node.call(ApiNode.CONFINED, "GET", watch, null), 403, "forbidden");
        assertProblem(node.get("/v1/namespaces/watch-it-never/watch"), 404, "unknown-namespace");
        assertProblem(node.get(watch, "Accept", "application/json"), 406, "not-acceptable");
        assertProblem(node.post(watch, "{}"), 405, "method-not-allowed");
        assertInvalid(node.get(watch + "?prefx=a"), "prefx");
    }

    @Test
    void watchWhenOnlyTheHeadIsAskedForThenItEnds() {
        var answer = node.call(ApiNode.READER, "HEAD", watch, null);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    }

    @Test
    void watchWhenAnotherNamespaceChangesThenNothingOfIt() {
        try (var client = EventClient.open(node, watch)) {
            client.next();
            node.create("watch-it-other");
            node.put("/v1/namespaces/watch-it-other/settings/foreign", "{\"value\":1}");
            put("own", "1");
            assertThat(client.next().entries()).isEqualTo(Map.of("own", "1"));
        }
    }

    @Test
    void watchWhenTheValueIsLargeThenItArrivesWhole() {
        var text = "ü€😀".repeat(25_000);
        try (var client = EventClient.open(node, watch)) {
            client.next();
            put("large", "\"" + text + "\"");
            assertThat(client.next()
                            .data()
                            .path("changes")
                            .path(0)
                            .path("value")
                            .asString())
                    .isEqualTo(text);
        }
    }

    private void put(String name, String value) {
        var encoded = java.net.URLEncoder.encode(name, java.nio.charset.StandardCharsets.UTF_8);
        var answer = node.put(namespace + "/settings/" + encoded, "{\"value\":" + value + "}");
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    }

    private java.net.http.HttpResponse<String> change(String changes) {
        var answer = node.post(namespace + "/changes", "{\"changes\":[" + changes + "]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }
}
