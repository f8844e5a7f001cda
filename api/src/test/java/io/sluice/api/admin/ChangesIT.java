package io.sluice.api.admin;

import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertInvalid;
import static io.sluice.api.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("servers")
class ChangesIT {
    private static final String SPACE = "/v1/namespaces/changes-it";
    private static final String CHANGES = SPACE + "/changes";

    private final ApiNode node = ApiNode.one();
    private final String own = UUID.randomUUID().toString();

    @BeforeAll
    static void createNamespace() {
        ApiNode.one().create("changes-it");
    }

    @Test
    void postWhenSeveralThenOneRevisionForAll() {
        node.put(path("c"), "{\"value\":0}");
        var answer = node.post(CHANGES, """
                {"changes": [
                  {"name": "%1$s/a", "value": 1},
                  {"name": "%1$s/b", "value": null, "ifRevision": 0},
                  {"name": "%1$s/c", "remove": true},
                  {"name": "%1$s/never", "remove": true}
                ], "reason": "all at once"}
                """.formatted(own));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var result = json(answer);
        assertThat(result.path("epoch").asString()).matches("[0-9]+-[0-9a-f]{8}");
        assertThat(result.path("offset").asLong()).isGreaterThanOrEqualTo(4);
        assertThat(result.path("changes")).hasSize(4).allSatisfy(entry -> {
            assertThat(entry.path("revision")).isEqualTo(result.path("revision"));
            assertThat(entry.path("reason").asString()).isEqualTo("all at once");
        });
        assertThat(node.get(path("a")).body()).contains("\"value\":1");
        assertThat(node.get(path("b")).body()).contains("\"value\":null");
        assertProblem(node.get(path("c")), 404, "unknown-setting");
    }

    @Test
    void postWhenExpectationsFailThen412ListsEveryOneAndNothingIsChanged() {
        long revision =
                json(node.put(path("a"), "{\"value\":1}")).path("revision").asLong();
        var answer = node.post(CHANGES, """
                {"changes": [
                  {"name": "%1$s/a", "value": 2, "ifRevision": 0},
                  {"name": "%1$s/b", "value": 2, "ifRevision": 7},
                  {"name": "%1$s/c", "value": 2}
                ]}
                """.formatted(own));
        assertProblem(answer, 412, "revision-conflict");
        var conflicts = json(answer).path("conflicts");
        assertThat(conflicts).hasSize(2);
        assertThat(conflicts.path(0).path("name").asString()).isEqualTo(own + "/a");
        assertThat(conflicts.path(0).path("current").path("revision").asLong()).isEqualTo(revision);
        assertThat(conflicts.path(1).path("name").asString()).isEqualTo(own + "/b");
        assertThat(conflicts.path(1).path("current").isNull()).isTrue();
        assertProblem(node.get(path("c")), 404, "unknown-setting");
    }

    @Test
    void postWhenRevisionsHoldThenItIsWritten() {
        long revision =
                json(node.put(path("a"), "{\"value\":1}")).path("revision").asLong();
        var body = "{\"changes\":[{\"name\":\"%s/a\",\"remove\":true,\"ifRevision\":%d}]}".formatted(own, revision);
        assertThat(node.post(CHANGES, body).statusCode()).isEqualTo(200);
        assertProblem(node.post(CHANGES, body), 412, "revision-conflict");
    }

    @Test
    void postWhenRepeatedWithItsKeyThenTheFirstAnswer() {
        var body = "{\"changes\":[{\"name\":\"%s\",\"value\":1}]}".formatted(own);
        var first = node.post(CHANGES, body, "Idempotency-Key", own);
        var again = node.post(CHANGES, body, "Idempotency-Key", own);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertProblem(
                node.post(CHANGES, body.replace("1}", "2}"), "Idempotency-Key", own), 422, "idempotency-key-reused");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                            | changes",
                "{'changes':[]}                                                | changes",
                "{'changes':[null]}                                            | changes[0]",
                "{'changes':{}}                                                | changes",
                "{'changes':'a'}                                               | changes",
                "{'changes':[{'value':1}]}                                     | changes[0].name",
                "{'changes':[{'name':'a'}]}                                    | changes[0]",
                "{'changes':[{'name':'a','value':1,'remove':true}]}            | changes[0]",
                "{'changes':[{'name':'a','remove':false}]}                     | changes[0]",
                "{'changes':[{'name':'a','remove':'true'}]}                    | changes[0].remove",
                "{'changes':[{'name':'a','remove':1}]}                         | changes[0].remove",
                "{'changes':[{'name':7,'value':1}]}                            | changes[0].name",
                "{'changes':[{'name':'a b','value':1}]}                        | changes[0].name",
                "{'changes':[{'name':'a','value':1},{'name':'','value':1}]}    | changes[1].name",
                "{'changes':[{'name':'$a','value':1}]}                         | changes[0].name",
                "{'changes':[{'name':'\\ud800','value':1}]}                    | changes[0].name",
                "{'changes':[{'name':'a','value':1},{'name':'a','value':2}]}   | changes",
                "{'changes':[{'name':'a','value':1,'ifRevision':'7'}]}         | changes[0].ifRevision",
                "{'changes':[{'name':'a','value':1,'ifRevision':7.0}]}         | changes[0].ifRevision",
                "{'changes':[{'name':'a','value':1,'ifRevision':-1}]}          | changes[0].ifRevision",
                "{'changes':[{'name':'a','value':1,'ifRevision':9007199254740992}]} | changes[0].ifRevision",
                "{'changes':[{'name':'a','value':1,'ifRevision':99999999999999999999}]} | changes[0].ifRevision",
                "{'changes':[{'name':'a','value':1,'if':1}]}                   | changes[0].if",
                "{'changes':[{'name':'a','value':'\\udc00'}]}                  | changes[0].value",
                "{'changes':[{'name':'a','value':1}],'reason':5}               | reason",
                "{'changes':[{'name':'a','value':1}],'reasons':''}             | reasons",
            })
    void postWhenAFieldIsWrongThen400NamesIt(String body, String field) {
        assertInvalid(node.post(CHANGES, body.strip().replace('\'', '"')), field);
    }

    @Test
    void postWhenAThousandThenWrittenAndOneMoreIsRefused() {
        assertThat(node.post(CHANGES, changes(1000)).statusCode()).isEqualTo(200);
        assertInvalid(node.post(CHANGES, changes(1001)), "changes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"%s\"", "[\"%s\"]", "{\"deep\":[{\"a\":\"%s\"}]}"})
    void postWhenAValueIsTooLargeThen413NamesIt(String shape) {
        var large = shape.formatted("x".repeat(256 * 1024));
        var answer = node.post(
                CHANGES,
                "{\"changes\":[{\"name\":\"small\",\"value\":1},{\"name\":\"large\",\"value\":%s}]}".formatted(large));
        assertProblem(answer, 413, "too-large");
        assertThat(json(answer).path("field").asString()).isEqualTo("changes[1].value");
    }

    @Test
    void postWhenOnePreconditionForAllThen400() {
        var body = "{\"changes\":[{\"name\":\"a\",\"value\":1}]}";
        assertInvalid(node.post(CHANGES, body, "If-Match", "\"7\""), "If-Match");
        assertInvalid(node.post(CHANGES, body, "If-None-Match", "*"), "If-None-Match");
    }

    private String path(String name) {
        return SPACE + "/settings/" + own + "/" + name;
    }

    private String changes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"name\":\"%s/%d\",\"value\":%d}".formatted(own, i, i))
                .collect(Collectors.joining(",", "{\"changes\":[", "]}"));
    }
}
