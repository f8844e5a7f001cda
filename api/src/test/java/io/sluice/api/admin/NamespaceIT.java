package io.sluice.api.admin;

import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertInvalid;
import static io.sluice.api.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import io.sluice.servers.RedisServer;
import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamespaceIT {
    private final ApiNode node = ApiNode.one();
    private final String name = "n-" + UUID.randomUUID();
    private final String path = "/v1/namespaces/" + name;

    @Test
    void putWhenNewThen201AndUsableAtOnce() {
        var answer = node.put(path, "{\"description\":\"for a test\"}");
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(json(answer).path("namespace").asString()).isEqualTo(name);
        assertThat(json(answer).path("description").asString()).isEqualTo("for a test");
        assertThat(node.put(path + "/settings/a", "{\"value\":1}").statusCode()).isEqualTo(201);
        assertThat(node.get(path + "/settings/a").statusCode()).isEqualTo(200);
        assertThat(ApiNode.two().get(path + "/settings").statusCode()).isEqualTo(200);
        assertThat(RedisServer.shared().command("SISMEMBER", "sluice:namespaces", name))
                .isEqualTo(1L);
    }

    @Test
    void putWhenThereThen200WithTheNewDescription() {
        node.put(path, "{\"description\":\"old\"}");
        assertThat(node.put(path, "{\"description\":\"new\"}").statusCode()).isEqualTo(200);
        assertThat(json(node.get(path)).path("description").asString()).isEqualTo("new");
        assertProblem(node.put(path, "{}", "If-None-Match", "*"), 412, "revision-conflict");
    }

    @Test
    void getWhenFilledThenHeadAndCounts() {
        node.create(name);
        var written = json(node.post(
                path + "/changes", "{\"changes\":[{\"name\":\"a\",\"value\":1},{\"name\":\"b\",\"remove\":true}]}"));
        var view = json(node.get(path));
        assertThat(view.path("counts").path("settings").asInt()).isEqualTo(1);
        assertThat(view.path("state").asString()).isEqualTo("LIVE");
        assertThat(view.path("head").path("epoch")).isEqualTo(written.path("epoch"));
        assertThat(view.path("head").path("offset")).isEqualTo(written.path("offset"));
        assertThat(view.path("head").path("revision")).isEqualTo(written.path("revision"));
    }

    @Test
    void listWhenPagedThenEachOnceInOrder() {
        node.create(name + "-1");
        node.create(name + "-2");
        var names = new ArrayList<String>();
        var query = "?limit=1";
        while (!query.isEmpty()) {
            var page = json(node.get("/v1/namespaces" + query));
            page.path("namespaces")
                    .forEach(view -> names.add(view.path("namespace").asString()));
            query = page.has("next") ? "?limit=1&after=" + page.path("next").asString() : "";
        }
        assertThat(names).contains(name + "-1", name + "-2").isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-a", "A", "a_b", "a%20b", "%C3%A9", "a%2Fb", ".a", "a:b"})
    void putWhenTheNameIsIllegalThen400OrNoSuchPath(String illegal) {
        assertInvalid(node.put("/v1/namespaces/" + illegal.replace("a_b", "_b"), "{}"), "namespace");
    }

    @Test
    void putWhenTheDescriptionIsWrongThen400() {
        assertInvalid(node.put(path, "{\"description\":5}"), "description");
        assertInvalid(node.put(path, "{\"description\":\"" + "x".repeat(1001) + "\"}"), "description");
        assertInvalid(node.put(path, "{\"description\":\"\\ud800\"}"), "description");
        assertInvalid(node.put(path, "{\"text\":\"\"}"), "text");
        assertProblem(node.get(path), 404, "unknown-namespace");
    }
}
