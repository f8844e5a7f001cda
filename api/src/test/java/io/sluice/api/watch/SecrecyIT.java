package io.sluice.api.watch;

import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertInvalid;
import static io.sluice.api.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.store.NodeReport;
import io.sluice.store.Rejection;
import io.sluice.store.TestStore;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A secret value on every way out, and what becomes of it when it becomes secret or is not any more. */
@ExtendWith(OutputCaptureExtension.class)
class SecrecyIT {
    private static final String SECRET = "{\"schema\":{\"type\":\"string\"},\"secret\":true}";
    private static final String OPEN = "{\"schema\":{\"type\":\"string\"}}";
    private static final String OLD = "hush-old-1846";
    private static final String NEW = "hush-new-5027";

    private final ApiNode node = ApiNode.one();
    private final String namespace = "secrecy-" + UUID.randomUUID();
    private final String space = "/v1/namespaces/" + namespace;

    @BeforeEach
    void createNamespace() {
        node.create(namespace);
    }

    @Test
    void valueWhenSecretThenOnlyEditorsSeeItAndNoHistoryNoLogAndNoProblemHasIt(CapturedOutput output) {
        node.call(
                ApiNode.OPERATOR,
                "PUT",
                space + "/definitions/keys.*",
                "{\"schema\":{\"type\":\"string\",\"maxLength\":20},\"secret\":true}");
        put("open", "plain");
        put("keys.a", OLD);
        try (var reader = EventClient.open(node, space + "/watch");
                var editor = EventClient.open(node, space + "/watch", "Authorization", "Bearer " + ApiNode.EDITOR)) {
            assertThat(editor.next().data().toString()).contains(OLD);
            assertThat(reader.next().data().toString())
                    .contains("\"secret\":true", "plain")
                    .doesNotContain(OLD);
            put("keys.a", NEW);
            assertThat(editor.next().data().toString()).contains(NEW);
            assertThat(reader.next().data().toString())
                    .contains("keys.a", "\"secret\":true")
                    .doesNotContain(NEW, "removed");
            try (var resumed = EventClient.resume(node, space + "/watch", editor.lastId())) {
                put("open", "plainer");
                assertThat(resumed.next().data().toString()).contains("plainer");
            }
        }

        for (var path : new String[] {"/settings/keys.a", "/settings/keys.a?from=redis", "/settings", "/export"}) {
            var hidden = node.get(space + path);
            assertThat(hidden.statusCode()).isEqualTo(200);
            assertThat(hidden.body()).as(path).contains("keys.a").doesNotContain(OLD, NEW);
            assertThat(node.call(ApiNode.EDITOR, "GET", space + path, null).body())
                    .as(path)
                    .contains(NEW);
        }
        for (var type : new String[] {"application/json", "application/yaml", "text/x-java-properties"}) {
            var masked = node.get(space + "/export", "Accept", type);
            assertThat(masked.body()).contains("keys.a").doesNotContain(NEW);
            // What the reader was not shown stays, also where everything else is replaced.
            var imported = node.post(space + "/import?mode=replace", masked.body(), "Content-Type", type);
            assertThat(imported.statusCode()).as(imported.body()).isEqualTo(200);
            assertThat(json(node.call(ApiNode.EDITOR, "GET", space + "/settings/keys.a", null))
                            .path("value")
                            .asString())
                    .isEqualTo(NEW);
        }

        for (var token : new String[] {ApiNode.READER, ApiNode.EDITOR, ApiNode.OPERATOR}) {
            var history = node.call(token, "GET", space + "/history?name=keys.a", null);
            assertThat(json(history).path("changes")).hasSize(2);
            assertThat(history.body()).contains("\"secret\":true").doesNotContain(OLD, NEW);
        }

        var broken = node.put(space + "/settings/keys.a", "{\"value\":\"" + NEW + NEW + "\"}");
        assertThat(broken.statusCode()).isEqualTo(422);
        assertThat(broken.body()).contains("maxLength").doesNotContain(NEW);
        assertThat(output.getAll()).contains("keys.a").doesNotContain(OLD, NEW);
    }

    @Test
    void historyWhenTheDefinitionHasGoneThenStillShowsNobodyWhatWasSecret() {
        put("keys.a", OLD);
        define("keys.*", SECRET);
        put("keys.a", NEW);
        for (var change : new String[] {"overrule", "loosen", "remove"}) {
            switch (change) {
                case "overrule" -> define("keys.a", OPEN);
                case "loosen" -> define("keys.*", OPEN);
                default -> operate("DELETE", space + "/definitions/keys.*", null);
            }
            for (var token : new String[] {ApiNode.READER, ApiNode.EDITOR, ApiNode.OPERATOR}) {
                for (var path : new String[] {"/history", "/history?name=keys.a"}) {
                    var history = node.call(token, "GET", space + path, null);
                    assertThat(history.body())
                            .as(change)
                            .contains("keys.a", "\"secret\":true")
                            .doesNotContain(OLD, NEW);
                }
            }
        }
        assertThat(json(node.get(space + "/settings/keys.a")).path("value").asString())
                .as("the value of now is public by what is defined now")
                .isEqualTo(NEW);
        assertThat(json(node.get(space + "/history?name=other")).path("changes"))
                .isEmpty();
    }

    @Test
    void historyWhenNothingWasEverSecretThenShowsValues() {
        define("keys.*", SECRET);
        put("key", OLD);
        assertThat(node.get(space + "/history?name=key").body()).contains(OLD).doesNotContain("\"secret\"");
    }

    @Test
    void watchWhenAValueBecomesSecretThenNobodyWhoResumesIsToldIt() {
        put("keys.a", "public");
        String id;
        try (var reader = EventClient.open(node, space + "/watch")) {
            reader.next();
            id = reader.lastId();
            put("keys.a", OLD);
            assertThat(reader.next().data().toString()).contains(OLD);
            define("keys.*", SECRET);
            var again = reader.next();
            assertThat(again.type()).isEqualTo("snapshot");
            assertThat(again.data().toString()).contains("\"secret\":true").doesNotContain(OLD);
        }
        try (var resumed = EventClient.resume(node, space + "/watch", id)) {
            var event = resumed.next();
            assertThat(event.data().toString()).contains("keys.a").doesNotContain(OLD);
            operate("DELETE", space + "/definitions/keys.*", null);
            assertThat(resumed.next().data().toString()).contains(OLD);
        }
    }

    @Test
    void writesWhenAReaderTriesThenRefusedWithoutAWordOfTheValue() {
        define("keys.*", SECRET);
        put("keys.a", OLD);
        var answers = List.of(
                send(ApiNode.READER, "PUT", "/settings/keys.a", "{\"value\":\"x\"}", "If-Match", "\"1\""),
                send(ApiNode.READER, "POST", "/changes?dryRun=true", changes("keys.a", "x")),
                send(ApiNode.READER, "POST", "/rollback?dryRun=true", "{\"to\":1}"),
                send(ApiNode.READER, "POST", "/import?dryRun=true", "{\"format\":1,\"settings\":{}}"),
                send(ApiNode.CONFINED_OPERATOR, "GET", "/settings/keys.a", null),
                send(ApiNode.CONFINED_OPERATOR, "GET", "/export", null));
        assertThat(answers).allSatisfy(answer -> {
            assertProblem(answer, 403, "forbidden");
            assertThat(answer.body()).doesNotContain(OLD);
        });
    }

    @Test
    void writesWhenAnEditorMakesThemThenShowTheValueAndThatItIsSecret() {
        define("keys.*", SECRET);
        long first = put("keys.a", OLD);
        put("keys.a", NEW);
        var conflict =
                send(ApiNode.EDITOR, "PUT", "/settings/keys.a", "{\"value\":\"x\"}", "If-Match", "\"" + first + "\"");
        assertProblem(conflict, 412, "revision-conflict");
        assertThat(json(conflict).path("current").path("secret").asBoolean()).isTrue();
        assertThat(conflict.body()).contains(NEW);
        var dry = send(ApiNode.EDITOR, "POST", "/changes?dryRun=true", changes("keys.a", OLD));
        assertThat(dry.body()).contains(OLD, NEW);
        var back = send(ApiNode.EDITOR, "POST", "/rollback", "{\"to\":" + first + "}");
        assertThat(json(back).path("changes").path(0).path("secret").asBoolean())
                .as(back.body())
                .isTrue();
        assertThat(node.get(space + "/settings/keys.a").body()).doesNotContain(OLD, NEW);
        assertThat(node.get(space + "/settings/keys.a?from=redis").body())
                .contains("\"secret\":true")
                .doesNotContain(OLD, NEW);
    }

    @Test
    void nodesWhenOneRefusesASecretValueThenReadersAreNotToldWhy() {
        define("keys.*", SECRET);
        put("keys.a", OLD);
        var redis = RedisServer.shared();
        var now = Instant.now();
        var rejection = new Rejection(
                new Namespace(namespace), new SettingName("keys.a"), new Revision(7), "not a key: " + OLD);
        try (var store = TestStore.on(redis.host(), redis.port())) {
            store.nodes()
                    .report(
                            new NodeReport(
                                    namespace,
                                    "host",
                                    "shop",
                                    "1.0",
                                    "LIVE",
                                    now,
                                    now,
                                    Map.of(),
                                    List.of(rejection),
                                    null),
                            Duration.ofMinutes(1));
            try {
                assertThat(node.get("/v1/nodes").body()).contains("keys.a").doesNotContain(OLD);
                assertThat(node.call(ApiNode.EDITOR, "GET", "/v1/nodes", null).body())
                        .contains(OLD);
            } finally {
                store.nodes().remove(namespace);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/yaml", "text/x-java-properties"})
    void importWhenAMaskedValueIsNotThereThen409AndNothingIsWritten(String type) {
        define("keys.*", SECRET);
        put("keys.a", OLD);
        put("other", "x");
        var masked = node.get(space + "/export", "Accept", type).body();
        assertThat(masked).contains("masked", "keys.a").doesNotContain(OLD);
        node.delete(space + "/settings/keys.a");
        node.delete(space + "/settings/other");
        for (var query : new String[] {"", "?mode=replace", "?dryRun=true"}) {
            var answer = send(ApiNode.OPERATOR, "POST", "/import" + query, masked, "Content-Type", type);
            assertProblem(answer, 409, "conflict");
            assertThat(json(answer).path("field").asString()).isEqualTo("masked");
            assertThat(answer.body()).contains("keys.a");
        }
        assertProblem(node.get(space + "/settings/other"), 404, "unknown-setting");
        var both = "{\"format\":1,\"settings\":{\"keys.a\":\"x\"},\"masked\":[\"keys.a\"]}";
        assertInvalid(send(ApiNode.EDITOR, "POST", "/import", both), "masked[0]");
    }

    @Test
    void rollbackWhenAnOperatorMakesItThenDefinitionsComeBackAndAllIsJudgedTogether() {
        long before = put("keys.a", OLD);
        define("keys.*", "{\"schema\":{\"type\":\"integer\"}}");
        send(ApiNode.EDITOR, "PUT", "/settings/keys.a", "{\"value\":7}");
        assertProblem(send(ApiNode.EDITOR, "POST", "/rollback", "{\"to\":" + before + "}"), 422, "definition-broken");
        var dry = send(ApiNode.OPERATOR, "POST", "/rollback?dryRun=true", "{\"to\":" + before + "}");
        assertThat(json(dry).path("changes").values())
                .extracting(change -> change.path("name").asString())
                .containsExactly("$definition/keys.*", "keys.a");
        var back = send(ApiNode.OPERATOR, "POST", "/rollback", "{\"to\":" + before + "}");
        assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
        assertProblem(node.get(space + "/definitions/keys.*"), 404, "unknown-definition");
        assertThat(json(node.get(space + "/settings/keys.a")).path("value").asString())
                .isEqualTo(OLD);
    }

    @Test
    void rollbackWhenASecretDefinitionComesBackThenItsValuesAreMaskedAgain() {
        define("keys.*", SECRET);
        long secret = put("keys.a", OLD);
        operate("DELETE", space + "/definitions/keys.*", null);
        put("keys.a", NEW);
        assertThat(node.get(space + "/settings/keys.a").body()).contains(NEW);
        var back = send(ApiNode.OPERATOR, "POST", "/rollback", "{\"to\":" + secret + "}");
        assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
        assertThat(node.get(space + "/settings/keys.a").body())
                .contains("\"secret\":true")
                .doesNotContain(OLD);
    }

    @Test
    void writeWhenTheSettingIsDeprecatedThenIsDoneWithAWarning() {
        define("old.*", "{\"schema\":true,\"deprecated\":true,\"description\":\"use new.*\",\"owner\":\"shop\"}");
        var warning =
                "[{\"name\":\"old.a\",\"warning\":\"deprecated\",\"description\":\"use new.*\",\"owner\":\"shop\"}]";
        for (var path : new String[] {"/settings/old.a", "/settings/old.a?wait=applied"}) {
            var answer = send(ApiNode.EDITOR, "PUT", path, "{\"value\":\"" + path + "\"}");
            assertThat(answer.statusCode()).isIn(200, 201);
            assertThat(json(answer).path("warnings").toString()).as(path).isEqualTo(warning);
            assertThat(json(answer).path("name").asString()).isEqualTo("old.a");
        }
        for (var path : new String[] {"/changes?dryRun=true", "/changes", "/changes?durability=memory"}) {
            var answer = send(ApiNode.EDITOR, "POST", path, changes("old.a", path));
            assertThat(json(answer).path("warnings").toString()).as(path).isEqualTo(warning);
        }
        var imported = send(ApiNode.EDITOR, "POST", "/import", "{\"format\":1,\"settings\":{\"old.a\":1,\"b\":1}}");
        assertThat(json(imported).path("warnings").toString()).isEqualTo(warning);
        assertThat(send(ApiNode.EDITOR, "PUT", "/settings/b", "{\"value\":2}").body())
                .doesNotContain("warnings");
        assertThat(send(ApiNode.EDITOR, "DELETE", "/settings/old.a", null).body())
                .doesNotContain("warnings");
    }

    @Test
    void definitionWhenAReaderOrAnEditorChangesItThen403() {
        for (var token : new String[] {ApiNode.READER, ApiNode.EDITOR, ApiNode.CONFINED_OPERATOR}) {
            assertProblem(send(token, "PUT", "/definitions/a", OPEN), 403, "forbidden");
            assertProblem(send(token, "PUT", "/definitions/a?dryRun=true", OPEN), 403, "forbidden");
            assertProblem(send(token, "DELETE", "/definitions/a", null), 403, "forbidden");
        }
        for (var name : new String[] {"$definition/a", "$definitions", "$secret/a"}) {
            var path = "/settings/" + name.replace("$", "%24");
            assertInvalid(send(ApiNode.OPERATOR, "PUT", path, "{\"value\":1}"), "name");
            assertProblem(send(ApiNode.OPERATOR, "POST", "/changes", changes(name, "x")), 400, "invalid-input");
        }
    }

    private void define(String name, String body) {
        var answer = operate("PUT", space + "/definitions/" + name, body);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
    }

    private long put(String name, String value) {
        var answer = node.put(space + "/settings/" + name, "{\"value\":\"" + value + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        return json(answer).path("revision").asLong();
    }

    private HttpResponse<String> operate(String method, String path, @Nullable String body) {
        return node.call(ApiNode.OPERATOR, method, path, body);
    }

    private HttpResponse<String> send(
            String token, String method, String path, @Nullable String body, String... headers) {
        return node.call(token, method, space + path, body, headers);
    }

    private static String changes(String name, String value) {
        return "{\"changes\":[{\"name\":\"%s\",\"value\":\"%s\"}]}".formatted(name, value);
    }
}
