package io.sluice.api.admin;

import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertInvalid;
import static io.sluice.api.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("servers")
class HistoryIT {
    private final ApiNode node = ApiNode.one();
    private final String space = "/v1/namespaces/h-" + UUID.randomUUID();
    private final String history = space + "/history";

    @BeforeEach
    void createNamespace() {
        node.create(space.substring("/v1/namespaces/".length()));
    }

    @Test
    void listWhenChangedThenOldAndNewValueNewestFirst() {
        node.put(space + "/settings/a", "{\"value\":null,\"reason\":\"first\"}", "Idempotency-Key", "k-1");
        node.put(space + "/settings/a", "{\"value\":{\"x\":1.50}}");
        var removed = json(node.delete(space + "/settings/a?reason=enough"));
        var answer = node.get(history);
        assertThat(answer.body())
                .contains("\"removed\":true,\"old\":{\"x\":1.50}", "\"value\":{\"x\":1.50},\"old\":null");
        var page = json(answer);
        assertThat(page.path("namespace").asString()).isEqualTo(space.substring("/v1/namespaces/".length()));
        var changes = page.path("changes");
        assertThat(changes).hasSize(4);
        assertThat(changes.path(0).path("removed").asBoolean()).isTrue();
        assertThat(changes.path(0).has("value")).isFalse();
        assertThat(changes.path(0).path("revision")).isEqualTo(removed.path("revision"));
        assertThat(changes.path(0).path("changedAt").asString()).matches("\\d{4}-.*T.*\\.\\d{6}Z");
        assertThat(changes.path(0).path("reason").asString()).isEqualTo("enough");
        assertThat(changes.path(1).has("removed")).isFalse();
        assertThat(changes.path(2).has("old")).isFalse();
        assertThat(changes.path(2).path("author").asString()).isEqualTo("eddie");
        assertThat(changes.path(2).path("reason").asString()).isEqualTo("first");
        assertThat(changes.path(2).path("requestId").asString()).isEqualTo("k-1");
        assertThat(changes.path(3).path("name").asString()).isEqualTo("$namespace");
        assertThat(page.path("oldest").path("revision"))
                .isEqualTo(changes.path(3).path("revision"));
        assertThat(page.path("oldest").path("complete").asBoolean()).isTrue();
        assertThat(page.has("next")).isFalse();
    }

    @Test
    void listWhenPagedThenNextLeadsThroughAll() {
        for (int i = 0; i < 5; i++) {
            node.put(space + "/settings/n" + i, "{\"value\":" + i + "}");
        }
        var first = json(node.get(history + "?limit=4"));
        assertThat(first.path("changes")).hasSize(4);
        var second =
                json(node.get(history + "?limit=4&after=" + first.path("next").asString()));
        assertThat(second.path("changes")).hasSize(2);
        assertThat(second.path("changes").path(0).path("name").asString()).isEqualTo("n0");
        assertThat(second.has("next")).isFalse();
    }

    @Test
    void listWhenOfANameThenOnlyItsChangesWhateverItsSpelling() {
        node.put(space + "/settings/caf%C3%A9", "{\"value\":1}");
        node.put(space + "/settings/other", "{\"value\":1}");
        var decomposed = URLEncoder.encode("cafe\u0301", StandardCharsets.UTF_8);
        var page = json(node.get(history + "?name=" + decomposed));
        assertThat(page.path("changes")).hasSize(1);
        assertThat(page.path("changes").path(0).path("name").asString()).isEqualTo("café");
        assertThat(json(node.get(history + "?name=never")).path("changes")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "name=a%20b, name",
        "name=, name",
        "after=1, after",
        "after=0-1, after",
        "after=9007199254740992-1, after",
        "after=1-x, after",
        "limit=0, limit",
        "limit=1001, limit",
        "author=a, author"
    })
    void listWhenAParameterIsWrongThen400NamesIt(String query, String field) {
        assertInvalid(node.get(history + "?" + query), field);
    }

    @Test
    void listWhenTheNamespaceIsUnknownThen404() {
        assertProblem(node.get("/v1/namespaces/never-created/history"), 404, "unknown-namespace");
    }

    @Test
    void listWhenTheTokenIsConfinedThen403() {
        assertProblem(node.call(ApiNode.CONFINED, "GET", history, null), 403, "forbidden");
        assertProblem(node.call("", "GET", history, null), 401, "unauthorized");
    }
}
