package io.sluice.api.watch;

import static io.sluice.api.ApiNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A secret value on every way out. */
@ExtendWith(OutputCaptureExtension.class)
class SecretIT {
    private static final String OLD = "hush-one-7351";
    private static final String NEW = "hush-two-9264";

    private final ApiNode node = ApiNode.one();
    private final String space = "/v1/namespaces/secret-" + UUID.randomUUID();

    @Test
    void valueWhenSecretThenOnlyEditorsSeeItAndNoHistoryNoLogAndNoProblemHasIt(CapturedOutput output) {
        node.create(space.substring(space.lastIndexOf('/') + 1));
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

    private void put(String name, String value) {
        var answer = node.put(space + "/settings/" + name, "{\"value\":\"" + value + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
    }
}
