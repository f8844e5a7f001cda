package io.sluice.api.admin;

import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertInvalid;
import static io.sluice.api.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Namespace;
import io.sluice.setting.Origin;
import io.sluice.setting.RequestId;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.TestStore;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class DefinitionsIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PERCENT =
            "{\"schema\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":100},\"description\":\"in percent\",\"owner\":\"shop\"}";

    private final ApiNode node = ApiNode.one();
    private String namespace = "";
    private String space = "";

    @BeforeEach
    void create() {
        namespace = "def-" + UUID.randomUUID();
        space = "/v1/namespaces/" + namespace;
        node.create(namespace);
    }

    @Test
    void putWhenNewThenIsCreatedReadListedChangedAndRemoved() {
        var created = define("limits.*", PERCENT);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(json(created).path("violations")).isEmpty();
        var tag = created.headers().firstValue("ETag").orElseThrow();
        assertThat(tag).isEqualTo("\"" + json(created).path("revision").asLong() + "\"");

        var read = node.get(space + "/definitions/limits.*");
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.headers().firstValue("ETag")).contains(tag);
        assertThat(json(read).path("name").asString()).isEqualTo("limits.*");
        assertThat(json(read).path("schema").path("maximum").asInt()).isEqualTo(100);
        assertThat(json(read).path("description").asString()).isEqualTo("in percent");
        assertThat(json(read).path("owner").asString()).isEqualTo("shop");
        assertThat(json(read).path("secret").asBoolean(true)).isFalse();
        assertThat(json(read).path("author").asString()).isEqualTo("olga");
        assertThat(node.get(space + "/definitions/limits.*", "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(304);

        assertThat(define("limits.*", "{\"schema\":true,\"deprecated\":true}").statusCode())
                .isEqualTo(200);
        define("a", "{\"schema\":true}");
        var first = json(node.get(space + "/definitions?limit=1"));
        assertThat(names(first.path("definitions"))).containsExactly("a");
        var second = json(node.get(
                space + "/definitions?limit=1&after=" + first.path("next").asString()));
        assertThat(names(second.path("definitions"))).containsExactly("limits.*");
        assertThat(second.has("next")).isFalse();

        assertThat(operate("DELETE", space + "/definitions/a?reason=gone", null).statusCode())
                .isEqualTo(200);
        assertProblem(node.get(space + "/definitions/a"), 404, "unknown-definition");
        assertProblem(operate("DELETE", space + "/definitions/a", null), 404, "unknown-definition");
        assertProblem(node.get("/v1/namespaces/def-never/definitions"), 404, "unknown-namespace");
    }

    @Test
    void putWhenAPreconditionDoesNotHoldThen412() {
        var path = space + "/definitions/a";
        var body = "{\"schema\":true}";
        assertThat(operate("PUT", path, body, "If-None-Match", "*").statusCode())
                .isEqualTo(201);
        assertProblem(operate("PUT", path, body, "If-None-Match", "*"), 412, "revision-conflict");
        assertProblem(operate("PUT", path, body, "If-Match", "\"1\""), 412, "revision-conflict");
        assertProblem(operate("DELETE", path, null, "If-Match", "\"1\""), 412, "revision-conflict");
        var first = operate("PUT", path, body, "Idempotency-Key", namespace);
        assertThat(operate("PUT", path, body, "Idempotency-Key", namespace).body())
                .isEqualTo(first.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"strin\"}",
                "{\"properties\":{\"a\":{\"minimum\":\"x\"}}}",
                "{\"$ref\":\"http://127.0.0.1:1/schema\"}",
                "{\"$ref\":\"file:///etc/passwd\"}",
                "{\"$ref\":\"#/$defs/none\"}",
                "{\"pattern\":\"(\"}"
            })
    void putWhenTheSchemaIsBadThen422(String schema) {
        var answer = define("a", "{\"schema\":" + schema + "}");
        assertProblem(answer, 422, "bad-schema");
        assertThat(json(answer).path("field").asString()).startsWith("schema");
        assertProblem(node.get(space + "/definitions/a"), 404, "unknown-definition");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|schema",
                "{\"schema\":1}|schema",
                "{\"schema\":true,\"secret\":\"yes\"}|secret",
                "{\"schema\":true,\"kind\":1}|kind",
                "{\"schema\":true,\"owner\":1}|owner"
            })
    void putWhenAFieldIsWrongThen400(String body, String field) {
        assertInvalid(define("a", body), field);
    }

    @Test
    void putWhenTheNameIsNoneThen400() {
        assertProblem(define("$namespace", "{\"schema\":true}"), 400, "invalid-input");
        assertProblem(define("a%20b", "{\"schema\":true}"), 400, "invalid-input");
        assertProblem(define("a".repeat(189), "{\"schema\":true}"), 400, "invalid-input");
        assertThat(define("é/%2A", "{\"schema\":true}").statusCode()).isEqualTo(201);
    }

    @Test
    void writeWhenItBreaksThen422WithEveryViolationAndNothingIsWritten() {
        define("limits.*", PERCENT);
        define("person", """
                {"schema": {"type": "object", "required": ["name"], "properties": {"age": {"type": "integer"}}}}""");
        long before = head();
        var one = put("limits.max", "101");
        assertProblem(one, 422, "definition-broken");
        assertThat(json(one).path("field").asString()).isEqualTo("limits.max");
        var body = """
                {"changes": [{"name": "fine", "value": 1}, {"name": "limits.max", "value": "x"},
                 {"name": "person", "value": {"age": "old"}}]}""";
        for (var path : List.of("/changes", "/changes?dryRun=true", "/import", "/import?dryRun=true")) {
            var sent = path.startsWith("/import")
                    ? "{\"format\":1,\"settings\":{\"fine\":1,\"limits.max\":\"x\",\"person\":{\"age\":\"old\"}}}"
                    : body;
            var several = node.post(space + path, sent);
            assertProblem(several, 422, "definition-broken");
            assertThat(json(several).path("violations").values())
                    .as(path)
                    .extracting(v -> "%s %s %s"
                            .formatted(
                                    v.path("name").asString(),
                                    v.path("pointer").asString(),
                                    v.path("keyword").asString()))
                    .containsExactlyInAnyOrder("limits.max  type", "person  required", "person /age type");
        }
        assertThat(head()).isEqualTo(before);
        assertThat(put("limits.max", "100").statusCode()).isEqualTo(201);
        assertThat(put("person", "{\"name\":\"a\",\"age\":3}").statusCode()).isEqualTo(201);
        assertThat(node.delete(space + "/settings/limits.max").statusCode()).isEqualTo(200);
    }

    @Test
    void writeWhenThereAreMoreViolationsThanCanBeToldThenTheAnswerSaysWhereItEnds() {
        define("list.*", "{\"schema\":{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}}");
        var wrong = "[" + "\"\",".repeat(1499) + "\"\"]";
        var changes = IntStream.range(0, 12)
                .mapToObj(i -> "{\"name\":\"list.%d\",\"value\":%s}".formatted(10 + i, wrong))
                .collect(Collectors.joining(",", "{\"changes\":[", "]}"));
        var answer = node.post(space + "/changes", changes);
        assertProblem(answer, 422, "definition-broken");
        var violations = json(answer).path("violations").values();
        assertThat(violations.stream().map(v -> v.path("name").asString()).distinct())
                .hasSize(12);
        var cut = violations.stream()
                .filter(v -> v.path("keyword").asString().equals("limit"))
                .map(v -> v.path("expected").asString());
        assertThat(cut).hasSize(12).contains("at most 1000 violations", "fewer violations before it in the same write");
    }

    @Test
    void writeWhenSeveralDefinitionsMatchThenTheMostSpecificCounts() {
        define("*", "{\"schema\":{\"type\":\"string\"}}");
        define("a.*", "{\"schema\":{\"type\":\"integer\"}}");
        define("a.b", "{\"schema\":{\"type\":\"boolean\"}}");
        assertThat(put("other", "\"x\"").statusCode()).isEqualTo(201);
        assertThat(put("a.c", "1").statusCode()).isEqualTo(201);
        assertThat(put("a.b", "true").statusCode()).isEqualTo(201);
        assertProblem(put("a.c", "\"x\""), 422, "definition-broken");
        assertProblem(put("a.b", "1"), 422, "definition-broken");
        operate("DELETE", space + "/definitions/a.b", null);
        assertThat(put("a.b", "1").statusCode()).isEqualTo(200);
    }

    @Test
    void putWhenValuesThatAreThereBreakItThenTheyAreListedAndItCountsFromNowOn() {
        put("limits.min", "-1");
        put("limits.max", "7");
        put("other", "-1");
        var dry = operate("PUT", space + "/definitions/limits.*?dryRun=true", PERCENT);
        assertThat(dry.statusCode()).as(dry.body()).isEqualTo(200);
        assertThat(json(dry).path("dryRun").asBoolean()).isTrue();
        assertThat(names(json(dry).path("violations"))).containsExactly("limits.min");
        assertProblem(node.get(space + "/definitions/limits.*"), 404, "unknown-definition");
        var real = define("limits.*", PERCENT);
        assertThat(real.statusCode()).isEqualTo(201);
        assertThat(json(real).path("violations")).isEqualTo(json(dry).path("violations"));
        assertThat(json(node.get(space + "/settings/limits.min")).path("value").asInt())
                .isEqualTo(-1);
        assertProblem(put("limits.min", "-2"), 422, "definition-broken");
        assertProblem(
                operate("PUT", space + "/definitions/limits.*?dryRun=true", "{\"schema\":{\"type\":1}}"),
                422,
                "bad-schema");
    }

    @Test
    void writeWhenItRepeatsOneThatWasAllowedThenGetsItsAnswer() {
        var key = UUID.randomUUID().toString();
        var first = put("a", "\"x\"", "Idempotency-Key", key);
        var imported = "{\"format\":1,\"settings\":{\"b\":\"x\"}}";
        var once = node.post(space + "/import", imported, "Idempotency-Key", key + "-import");
        assertThat(once.statusCode()).isEqualTo(200);
        define("*", "{\"schema\":{\"type\":\"integer\"}}");
        var again = put("a", "\"x\"", "Idempotency-Key", key);
        assertThat(again.statusCode()).isEqualTo(first.statusCode());
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(node.post(space + "/import", imported, "Idempotency-Key", key + "-import")
                        .body())
                .isEqualTo(once.body());
        assertProblem(put("a", "\"y\"", "Idempotency-Key", key), 422, "idempotency-key-reused");
        assertProblem(put("a", "\"x\"", "Idempotency-Key", key + "-new"), 422, "definition-broken");
    }

    @Test
    void rollbackWhenItWouldBreakADefinitionThen422AndDefinitionsComeBackForOperatorsOnly() {
        var old = json(put("a", "\"x\"")).path("revision").asLong();
        put("a", "1");
        define("a", "{\"schema\":{\"type\":\"integer\"}}");
        var body = "{\"to\":%d}".formatted(old);
        assertProblem(node.post(space + "/rollback", body), 422, "definition-broken");
        assertProblem(node.post(space + "/rollback?dryRun=true", body), 422, "definition-broken");
        var both = "{\"to\":%d,\"names\":[\"a\",\"$definition/a\"]}".formatted(old);
        assertProblem(node.post(space + "/rollback", both), 403, "forbidden");
        var back = operate("POST", space + "/rollback", both);
        assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
        assertProblem(node.get(space + "/definitions/a"), 404, "unknown-definition");
        assertThat(json(node.get(space + "/settings/a")).path("value").asString())
                .isEqualTo("x");
        assertThat(put("a", "\"y\"").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/yaml", "text/x-java-properties"})
    void importWhenDefinitionsAreInTheDocumentThenTheyAreBroughtBackByOperatorsOnly(String type) {
        define("limits.*", PERCENT);
        put("limits.max", "7");
        var document = node.get(space + "/export", "Accept", type).body();
        assertThat(node.post(space + "/import?mode=replace", document, "Content-Type", type)
                        .statusCode())
                .isEqualTo(200);
        operate("DELETE", space + "/definitions/limits.*", null);
        define("other", "{\"schema\":true}");
        node.delete(space + "/settings/limits.max");
        assertProblem(node.post(space + "/import?mode=replace", document, "Content-Type", type), 403, "forbidden");
        var answer = operate("POST", space + "/import?mode=replace", document, "Content-Type", type);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(names(json(node.get(space + "/definitions")).path("definitions")))
                .containsExactly("limits.*");
        assertThat(json(node.get(space + "/settings/limits.max")).path("value").asInt())
                .isEqualTo(7);
        assertProblem(put("limits.max", "101"), 422, "definition-broken");
    }

    @Test
    void getWhenDeprecatedThenTheEntrySaysSo() {
        define("a", "{\"schema\":true,\"deprecated\":true}");
        assertThat(json(put("a", "1")).path("deprecated").asBoolean()).isTrue();
        assertThat(json(node.get(space + "/settings/a")).path("deprecated").asBoolean())
                .isTrue();
        assertThat(json(put("b", "1")).has("deprecated")).isFalse();
    }

    /** Every write is judged by the definition that is in force at its own revision, whichever node takes it. */
    @Test
    void writeWhenTheDefinitionChangesMeanwhileThenNothingSlipsIn() {
        define("a", "{\"schema\":{\"type\":\"integer\"}}");
        var isOver = new AtomicBoolean();
        var writers = new ArrayList<CompletableFuture<Integer>>();
        for (int i = 0; i < 4; i++) {
            var writer = i % 2 == 0 ? ApiNode.one() : ApiNode.two();
            var value = i < 2 ? "1" : "\"x\"";
            writers.add(CompletableFuture.supplyAsync(() -> {
                int accepted = 0;
                while (!isOver.get()) {
                    var answer = writer.put(space + "/settings/a", "{\"value\":" + value + "}");
                    accepted += answer.statusCode() / 100 == 2 ? 1 : 0;
                    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201, 422);
                }
                return accepted;
            }));
        }
        for (int i = 0; i < 40; i++) {
            define("a", "{\"schema\":{\"type\":\"%s\"}}".formatted(i % 2 == 0 ? "string" : "integer"));
        }
        isOver.set(true);
        for (var writer : writers) {
            assertThat(writer.join()).isPositive();
        }
        var types = new TreeMap<Long, String>();
        history("$definition/a")
                .forEach(change -> types.put(
                        change.path("revision").asLong(),
                        change.path("value").path("schema").path("type").asString()));
        var written = history("a");
        assertThat(written).isNotEmpty();
        for (var change : written) {
            var type = types.floorEntry(change.path("revision").asLong()).getValue();
            assertThat(change.path("value").isInt() ? "integer" : "string")
                    .as("revision %s", change.path("revision"))
                    .isEqualTo(type);
        }
    }

    @Test
    void replicaWhenAValueCameAroundTheApiThenReportsItAndTheOthersAreToldWhy() {
        try (var follower = ApiNode.start(RedisServer.shared(), "--sluice.layers=" + namespace);
                var store = TestStore.on(
                        RedisServer.shared().host(), RedisServer.shared().port())) {
            define("limits.*", PERCENT);
            put("limits.max", "7");
            store.settings()
                    .write(new ChangeSet(
                            new Namespace(namespace),
                            List.of(new Change.Put(new SettingName("limits.max"), new SettingValue("101"))),
                            new Origin("stranger", null, RequestId.random())));
            Deadline.await("rejected", SOON, () -> rejected().contains("limits.max"));
            assertThat(rejected()).contains("maximum").doesNotContain("101");
            put("limits.max", "8");
            Deadline.await("accepted again", SOON, () -> rejected().isEmpty());
            assertThat(follower.get(space + "/settings/limits.max").statusCode())
                    .isEqualTo(200);
        }
    }

    /** What nodes say that they do not use of this namespace. */
    private String rejected() {
        var told = new StringBuilder();
        for (var one : json(node.get("/v1/nodes")).path("nodes")) {
            for (var rejection : one.path("rejected")) {
                if (rejection.path("namespace").asString().equals(namespace)) {
                    told.append(rejection.path("name").asString())
                            .append(": ")
                            .append(rejection.path("reason").asString());
                }
            }
        }
        return told.toString();
    }

    private List<JsonNode> history(String name) {
        var changes = new ArrayList<JsonNode>();
        var path =
                space + "/history?limit=1000&name=" + name.replace("$", "%24").replace("/", "%2F");
        var page = json(node.get(path));
        page.path("changes").forEach(changes::add);
        while (page.has("next")) {
            page = json(node.get(path + "&after=" + page.path("next").asString()));
            page.path("changes").forEach(changes::add);
        }
        return changes;
    }

    private long head() {
        return json(node.get(space + "/settings")).path("offset").asLong();
    }

    private HttpResponse<String> define(String name, String body) {
        return operate("PUT", space + "/definitions/" + name, body);
    }

    private HttpResponse<String> put(String name, String value, String... headers) {
        return node.put(space + "/settings/" + name, "{\"value\":" + value + "}", headers);
    }

    private HttpResponse<String> operate(String method, String path, @Nullable String body, String... headers) {
        return node.call(ApiNode.OPERATOR, method, path, body, headers);
    }

    private static List<String> names(JsonNode items) {
        return items.values().stream().map(item -> item.path("name").asString()).toList();
    }
}
