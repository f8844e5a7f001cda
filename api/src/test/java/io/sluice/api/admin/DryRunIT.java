package io.sluice.api.admin;

import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertInvalid;
import static io.sluice.api.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A change set that is only tried: every check, the difference, and nothing changed. */
class DryRunIT {
    private final ApiNode node = ApiNode.one();
    private final String space = "/v1/namespaces/d-" + UUID.randomUUID();
    private final String dry = space + "/changes?dryRun=true";
    private long revision;

    @BeforeEach
    void createNamespace() {
        node.create(space.substring("/v1/namespaces/".length()));
        node.put(space + "/settings/a", "{\"value\":{\"x\":1.50}}");
        node.put(space + "/settings/gone", "{\"value\":1}");
        revision = json(node.delete(space + "/settings/gone")).path("revision").asLong();
    }

    @AfterEach
    void nothingWasChanged() {
        var newest = json(node.get(space + "/history?limit=1")).path("changes").path(0);
        assertThat(newest.path("revision").asLong()).isEqualTo(revision);
    }

    @Test
    void postWhenPossibleThenTheDifferenceInTheirOrder() {
        var answer = node.post(dry, """
                {"changes": [
                  {"name": "new", "value": null, "ifRevision": 0},
                  {"name": "a", "value": {"x": 1.5}},
                  {"name": "gone", "value": "é"},
                  {"name": "never", "remove": true}
                ]}
                """);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"dryRun\":true,\"changes\":["
                        + "{\"name\":\"new\",\"new\":null},"
                        + "{\"name\":\"a\",\"old\":{\"x\":1.50},\"new\":{\"x\":1.5}},"
                        + "{\"name\":\"gone\",\"new\":\"é\"},"
                        + "{\"name\":\"never\",\"removed\":true,\"unchanged\":true}]}");
    }

    @Test
    void postWhenTheValueIsThereThenUnchanged() {
        var answer = node.post(
                dry, "{\"changes\":[{\"name\":\"a\",\"value\":{\"x\":1.50}},{\"name\":\"gone\",\"remove\":true}]}");
        assertThat(answer.body())
                .isEqualTo("{\"dryRun\":true,\"changes\":["
                        + "{\"name\":\"a\",\"old\":{\"x\":1.50},\"new\":{\"x\":1.50},\"unchanged\":true},"
                        + "{\"name\":\"gone\",\"removed\":true,\"unchanged\":true}]}");
    }

    @Test
    void postWhenExpectationsFailThen412ListsEveryOne() {
        var body = "{\"changes\":[{\"name\":\"a\",\"value\":1,\"ifRevision\":7},"
                + "{\"name\":\"b\",\"remove\":true,\"ifRevision\":7},{\"name\":\"c\",\"value\":1}]}";
        var answer = node.post(dry, body);
        assertProblem(answer, 412, "revision-conflict");
        assertThat(json(answer).path("conflicts")).hasSize(2);
        var real = node.post(space + "/changes", body);
        assertThat(json(answer).path("conflicts")).isEqualTo(json(real).path("conflicts"));
    }

    @Test
    void postWhenTheKeyIsGivenThenItIsNotUsedUp() {
        var body = "{\"changes\":[{\"name\":\"a\",\"remove\":true}]}";
        assertThat(node.post(dry, body, "Idempotency-Key", space).statusCode()).isEqualTo(200);
        var real = json(node.post(
                space + "/changes", "{\"changes\":[{\"name\":\"b\",\"value\":1}]}", "Idempotency-Key", space));
        revision = real.path("revision").asLong();
        assertThat(revision).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"changes\":[]}",
                "{\"changes\":[{\"name\":\"a b\",\"value\":1}]}",
                "{\"changes\":[{\"name\":\"$namespace\",\"value\":1}]}",
                "{\"changes\":[{\"name\":\"a\"}]}",
                "{\"changes\":[{\"name\":\"a\",\"value\":1},{\"name\":\"a\",\"value\":2}]}"
            })
    void postWhenTheRealOneIsRefusedThenThisTooAndJustSo(String body) {
        var answer = node.post(dry, body, "X-Request-Id", "same");
        var real = node.post(space + "/changes", body, "X-Request-Id", "same");
        assertThat(answer.statusCode()).isEqualTo(400).isEqualTo(real.statusCode());
        assertThat(answer.body()).isEqualTo(real.body());
    }

    @Test
    void postWhenTheRightIsMissingOrTheWordIsWrongThenRefused() {
        var body = "{\"changes\":[{\"name\":\"a\",\"value\":1}]}";
        assertProblem(node.call(ApiNode.READER, "POST", dry, body), 403, "forbidden");
        assertProblem(node.call(ApiNode.CONFINED, "POST", dry, body), 403, "forbidden");
        assertInvalid(node.post(space + "/changes?dryRun=yes", body), "dryRun");
        assertInvalid(node.post(space + "/changes?dryrun=true", body), "dryrun");
        assertProblem(node.post("/v1/namespaces/never-created/changes?dryRun=true", body), 404, "unknown-namespace");
    }
}
