package io.sluice.api.admin;

import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertInvalid;
import static io.sluice.api.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Namespace;
import io.sluice.store.TestStore;
import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RollbackIT {
    private final ApiNode node = ApiNode.one();
    private final String name = "r-" + UUID.randomUUID();
    private final String space = "/v1/namespaces/" + name;
    private final String rollback = space + "/rollback";

    @BeforeEach
    void createNamespace() {
        node.create(name);
    }

    @Test
    void postWhenChangedSinceThenOneChangeSetBringsAllBack() {
        put("changed", "{\"x\":[1.50,null]}");
        put("removed", "\"é😀\"");
        put("kept", "1");
        long to = put("again", "1");
        put("changed", "2");
        put("changed", "3");
        remove("removed");
        put("created", "1");
        put("again", "2");
        put("again", "1");
        put("passing", "1");
        remove("passing");
        node.put(space, "{\"description\":\"another\"}");
        var answer = node.post(rollback, "{\"to\":%d,\"reason\":\"back\"}".formatted(to));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var result = json(answer);
        assertThat(result.path("changes"))
                .extracting(change -> change.path("name").asString())
                .containsExactly("changed", "created", "removed");
        assertThat(result.path("changes")).allSatisfy(change -> {
            assertThat(change.path("revision")).isEqualTo(result.path("revision"));
            assertThat(change.path("reason").asString()).isEqualTo("back");
        });
        assertThat(node.get(space + "/settings/changed").body()).contains("\"value\":{\"x\":[1.50,null]}");
        assertThat(value("removed")).isEqualTo("\"é😀\"");
        assertProblem(node.get(space + "/settings/created"), 404, "unknown-setting");
        assertThat(json(node.get(space)).path("description").asString()).isEqualTo("another");
    }

    @Test
    void postWhenNamesAreGivenThenOnlyThose() {
        long to = put("a", "1");
        put("a", "2");
        put("b", "2");
        put("c", "2");
        var answer = json(post("{\"to\":%d,\"names\":[\"c\",\"a\"]}".formatted(to)));
        assertThat(answer.path("changes")).hasSize(2);
        assertThat(value("a")).isEqualTo("1");
        assertThat(value("b")).isEqualTo("2");
        assertProblem(node.get(space + "/settings/c"), 404, "unknown-setting");
        assertThat(json(post("{\"to\":%d,\"names\":[\"b\"]}".formatted(to))).path("changes"))
                .hasSize(1);
    }

    @Test
    void postWhenToTheMiddleOfTheHistoryThenAsItWasThen() {
        put("a", "1");
        long middle = put("a", "2");
        put("a", "3");
        post("{\"to\":%d}".formatted(middle + 1));
        assertThat(value("a")).isEqualTo("2");
        assertThat(json(node.get(space + "/history?name=a"))
                        .path("changes")
                        .path(0)
                        .path("old"))
                .hasToString("3");
    }

    @Test
    void postWhenRolledBackThenTheRollbackCanBeRolledBack() {
        long first = put("a", "1");
        long second = put("a", "2");
        post("{\"to\":%d}".formatted(first));
        assertThat(value("a")).isEqualTo("1");
        post("{\"to\":%d}".formatted(second));
        assertThat(value("a")).isEqualTo("2");
    }

    @Test
    void postWhenNothingIsDifferentThenNothingIsWritten() {
        long to = put("a", "1");
        var answer = json(post("{\"to\":%d}".formatted(to)));
        assertThat(answer.path("changes")).isEmpty();
        assertThat(answer.path("revision").asLong()).isEqualTo(to);
        assertThat(json(node.get(space + "/history")).path("changes")).hasSize(2);
    }

    @Test
    void postWhenDryRunThenTheDifferenceAndNothingIsWritten() {
        long to = put("a", "1");
        put("a", "2");
        long last = put("b", "null");
        var answer = node.post(rollback + "?dryRun=true", "{\"to\":%d}".formatted(to), "Idempotency-Key", name);
        assertThat(json(answer))
                .hasToString("{\"dryRun\":true,\"changes\":["
                        + "{\"name\":\"a\",\"old\":2,\"new\":1},{\"name\":\"b\",\"old\":null,\"removed\":true}]}");
        assertThat(json(node.get(space + "/settings/b?from=redis"))
                        .path("revision")
                        .asLong())
                .isEqualTo(last);
        assertThat(json(post("{\"to\":%d}".formatted(last))).path("changes")).isEmpty();
    }

    @Test
    void postWhenRepeatedWithItsKeyThenTheFirstAnswerAlthoughMuchHasChanged() {
        long to = put("a", "1");
        put("a", "2");
        remove("a");
        var body = "{\"to\":%d,\"names\":[\"a\"],\"reason\":\"é\"}".formatted(to);
        var first = node.post(rollback, body, "Idempotency-Key", name);
        assertThat(json(first).path("changes")).hasSize(1);
        put("a", "3");
        var again = ApiNode.two().post(rollback, body, "Idempotency-Key", name);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(value("a")).isEqualTo("3");
        for (var other : new String[] {
            "{\"to\":%d,\"names\":[\"a\"]}",
            "{\"to\":%d,\"reason\":\"é\"}",
            "{\"to\":1%d,\"names\":[\"a\"],\"reason\":\"é\"}"
        }) {
            assertProblem(
                    node.post(
                            rollback,
                            other.formatted(to).replace("1" + to, Long.toString(to + 1)),
                            "Idempotency-Key",
                            name),
                    422,
                    "idempotency-key-reused");
        }
    }

    @Test
    void postWhenNothingWasToDoThenItsRepetitionDoesNothingEither() {
        long to = put("a", "1");
        var body = "{\"to\":%d}".formatted(to);
        var first = node.post(rollback, body, "Idempotency-Key", name);
        put("a", "2");
        assertThat(node.post(rollback, body, "Idempotency-Key", name).body()).isEqualTo(first.body());
        assertThat(value("a")).isEqualTo("2");
    }

    @Test
    void postWhenTheKeyIsOfAnotherWriteThen422() {
        node.put(space + "/settings/a", "{\"value\":1}", "Idempotency-Key", name);
        assertProblem(node.post(rollback, "{\"to\":1}", "Idempotency-Key", name), 422, "idempotency-key-reused");
    }

    @Test
    void postWhenOlderThanTheHistoryThen409SaysHowFarItReaches() {
        long first = put("a", "1");
        put("a", "2");
        long third = put("a", "3");
        put("b", "1");
        forgetAllBut(2);
        var answer = post("{\"to\":%d}".formatted(first));
        assertProblem(answer, 409, "conflict");
        assertThat(json(answer).path("field").asString()).isEqualTo("to");
        assertThat(json(answer).path("oldest").path("revision").asLong()).isEqualTo(third);
        assertProblem(post("{\"to\":%d,\"names\":[\"b\"]}".formatted(first)), 409, "conflict");
        assertProblem(post("{\"to\":1}"), 409, "conflict");
        assertThat(value("a")).isEqualTo("3");
        assertThat(json(post("{\"to\":%d}".formatted(third))).path("changes")).hasSize(1);
    }

    @Test
    void postWhenRedisHasLostARecordThen409AndNothingIsGuessed() {
        put("a", "1");
        long to = put("b", "1");
        long lost = put("a", "2");
        put("b", "2");
        RedisServer.shared()
                .command(
                        "EVAL",
                        "return redis.call('XDEL', KEYS[1], redis.call('XRANGE', KEYS[1], ARGV[1], '+', 'COUNT', 1)[1][1])",
                        "1",
                        "sluice:{" + name + "}:history",
                        Long.toString(lost));
        var answer = post("{\"to\":%d}".formatted(to));
        assertProblem(answer, 409, "conflict");
        assertThat(json(answer).path("detail").asString()).contains(" a.");
        assertThat(json(post("{\"to\":%d,\"names\":[\"b\"]}".formatted(to))).path("changes"))
                .hasSize(1);
    }

    @Test
    void postWhenMoreThanAChangeSetMayHoldThen413AndNothingIsWritten() {
        long to = put("a", "1");
        node.post(space + "/changes", changes("x", 600));
        node.post(space + "/changes", changes("y", 600));
        var answer = post("{\"to\":%d}".formatted(to));
        assertProblem(answer, 413, "too-large");
        assertThat(json(answer).path("detail").asString()).contains("1200");
        assertProblem(node.post(rollback + "?dryRun=true", "{\"to\":%d}".formatted(to)), 413, "too-large");
        assertThat(value("x0")).isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                  | to",
                "{'to':null}                         | to",
                "{'to':0}                            | to",
                "{'to':-1}                           | to",
                "{'to':9007199254740992}             | to",
                "{'to':9007199254740991}             | to",
                "{'to':1.5}                          | to",
                "{'to':'1'}                          | to",
                "{'to':99999999999999999999}         | to",
                "{'to':1,'names':[]}                 | names",
                "{'to':1,'names':'a'}                | names",
                "{'to':1,'names':[null]}             | names[0]",
                "{'to':1,'names':['a','a']}          | names[1]",
                "{'to':1,'names':['a b']}            | names[0]",
                "{'to':1,'names':['$namespace']}     | names[0]",
                "{'to':1,'names':[7]}                | names[0]",
                "{'to':1,'reason':7}                 | reason",
                "{'to':1,'name':'a'}                 | name",
            })
    void postWhenAFieldIsWrongThen400NamesIt(String body, String field) {
        assertInvalid(post(body.strip().replace('\'', '"')), field);
    }

    @Test
    void postWhenDryRunIsNeitherTrueNorFalseThen400() {
        for (var word : new String[] {"yes", "1", "TRUE", "true,true"}) {
            assertInvalid(node.post(rollback + "?dryRun=" + word, "{\"to\":1}"), "dryRun");
        }
    }

    @Test
    void postWhenTheRightIsMissingThen403() {
        assertProblem(node.call(ApiNode.READER, "POST", rollback, "{\"to\":1}"), 403, "forbidden");
        assertProblem(node.call(ApiNode.READER, "POST", rollback + "?dryRun=true", "{\"to\":1}"), 403, "forbidden");
        assertProblem(node.call(ApiNode.CONFINED, "POST", rollback, "{\"to\":1}"), 403, "forbidden");
        assertProblem(node.post("/v1/namespaces/never-created/rollback", "{\"to\":1}"), 404, "unknown-namespace");
    }

    private void forgetAllBut(int records) {
        try (var store =
                TestStore.on(RedisServer.shared().host(), RedisServer.shared().port())) {
            var namespace = new Namespace(name);
            var newest =
                    store.history().before(namespace, null, null, 1).records().get(0);
            store.backlog().acknowledgeHistory(namespace, newest.id(), records);
        }
    }

    private HttpResponse<String> post(String body) {
        return node.post(rollback, body);
    }

    private long put(String setting, String value) {
        return json(node.put(space + "/settings/" + setting, "{\"value\":" + value + "}"))
                .path("revision")
                .asLong();
    }

    private void remove(String setting) {
        node.delete(space + "/settings/" + setting);
    }

    private String value(String setting) {
        return json(node.get(space + "/settings/" + setting)).path("value").toString();
    }

    private static String changes(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"name\":\"%s%d\",\"value\":%d}".formatted(prefix, i, i))
                .collect(Collectors.joining(",", "{\"changes\":[", "]}"));
    }
}
