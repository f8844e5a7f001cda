package io.sluice.api.admin;

import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertInvalid;
import static io.sluice.api.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every call that writes: one effect and one answer for each key, whatever has happened since. */
@Tag("servers")
class IdempotencyIT {
    private final ApiNode node = ApiNode.one();
    private final String key = UUID.randomUUID().toString();
    private final String space = "/v1/namespaces/i-" + key;

    @BeforeEach
    void createNamespace() {
        node.create(space.substring("/v1/namespaces/".length()));
        node.put(space + "/settings/a", "{\"value\":1}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PUT    | /settings/new                | {'value':1}                               | {'value':2}",
                "PUT    | /settings/a                  | {'value':2,'reason':'é'}                  | {'value':2}",
                "POST   | /changes                     | {'changes':[{'name':'a','remove':true}]}  | {'changes':[{'name':'b','remove':true}]}",
                "POST   | /import?mode=replace         | {'format':1,'settings':{'b':1}}           | {'format':1,'settings':{'b':2}}",
                "PUT    | ``                           | {'description':'x'}                       | {'description':'y'}",
            })
    void callWhenRepeatedThenTheFirstAnswerAndOneEffect(String method, String path, String body, String other) {
        var first = call(method, path, body);
        assertThat(first.statusCode()).as(first.body()).isLessThan(300);
        long done = newest();
        for (var again : new ApiNode[] {node, ApiNode.two()}) {
            var answer = again.call(ApiNode.EDITOR, method, space + path, quoted(body), "Idempotency-Key", key);
            assertThat(answer.statusCode()).isEqualTo(first.statusCode());
            assertThat(answer.headers().firstValue("ETag"))
                    .isEqualTo(first.headers().firstValue("ETag"));
            // What the answer tells of the namespace besides is of the moment.
            if (!path.isEmpty()) {
                assertThat(answer.body()).isEqualTo(first.body());
            }
        }
        assertThat(newest()).isEqualTo(done);
        node.put(space + "/settings/a", "{\"value\":9}");
        long later = newest();
        assertThat(call(method, path, body).headers().firstValue("ETag"))
                .isEqualTo(first.headers().firstValue("ETag"));
        assertProblem(call(method, path, other), 422, "idempotency-key-reused");
        assertThat(newest()).isEqualTo(later);
    }

    @Test
    void deleteWhenRepeatedThenTheFirstAnswerAlthoughItIsGone() {
        var first = node.delete(space + "/settings/a?reason=r", "Idempotency-Key", key);
        node.put(space + "/settings/a", "{\"value\":2}");
        var again = node.delete(space + "/settings/a?reason=r", "Idempotency-Key", key);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(node.get(space + "/settings/a?from=redis").statusCode()).isEqualTo(200);
        assertProblem(
                node.delete(space + "/settings/a?reason=s", "Idempotency-Key", key), 422, "idempotency-key-reused");
    }

    @Test
    void putWhenConditionalOnSeveralTagsThenItsRepetitionGetsTheFirstAnswer() {
        var tag = node.get(space + "/settings/a").headers().firstValue("ETag").orElseThrow();
        var headers = new String[] {"If-Match", "\"7\", " + tag, "Idempotency-Key", key};
        var first = node.put(space + "/settings/a", "{\"value\":2}", headers);
        assertThat(first.statusCode()).isEqualTo(200);
        var again = node.put(space + "/settings/a", "{\"value\":2}", headers);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        headers[3] = key + "-new";
        assertProblem(node.put(space + "/settings/a", "{\"value\":2}", headers), 412, "revision-conflict");
    }

    @Test
    void callWhenItWasRefusedThenTheKeyIsStillFree() {
        var path = "/settings/a";
        assertProblem(
                node.put(space + path, "{\"value\":2}", "Idempotency-Key", key, "If-None-Match", "*"),
                412,
                "revision-conflict");
        assertThat(call("PUT", path, "{'value':3}").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PUT    | /settings/a  | {'value':1}",
                "DELETE | /settings/a  |",
                "POST   | /changes     | {'changes':[{'name':'a','remove':true}]}",
                "POST   | /rollback    | {'to':1}",
                "POST   | /import      | {'format':1,'settings':{}}",
                "PUT    | ``           | {}",
            })
    void callWhenTheKeyIsNoneThen400(String method, String path, @Nullable String body) {
        for (var wrong : new String[] {"", "a b", "x".repeat(129)}) {
            var answer = node.call(
                    ApiNode.EDITOR, method, space + path, body == null ? null : quoted(body), "Idempotency-Key", wrong);
            assertInvalid(answer, "Idempotency-Key");
        }
    }

    private HttpResponse<String> call(String method, String path, String body) {
        return node.call(ApiNode.EDITOR, method, space + path, quoted(body), "Idempotency-Key", key);
    }

    private long newest() {
        return json(node.get(space + "/history?limit=1"))
                .path("changes")
                .path(0)
                .path("revision")
                .asLong();
    }

    private static String quoted(String body) {
        return body.replace('\'', '"');
    }
}
