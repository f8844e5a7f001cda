package io.sluice.api;

import static io.sluice.api.ApiNode.READER;
import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class AuditIT {
    private static final String SETTING = "/v1/namespaces/audit-it/settings/a";

    private final ApiNode node = ApiNode.one();

    @BeforeAll
    static void createNamespace() {
        ApiNode.one().create("audit-it");
    }

    @Test
    void callWhenDoneThenOneLineSaysWhoDidWhat(CapturedOutput output) {
        node.put(SETTING, "{\"value\":\"kept-to-itself\",\"reason\":\"r\"}", "X-Request-Id", "call-1");
        var line = line(output, "call-1");
        assertThat(line)
                .contains("who=eddie method=PUT path=" + SETTING + " namespace=audit-it status=20")
                .contains(" ms=", " from=127.0.0.1 ")
                .doesNotContain("kept-to-itself", "token", "problem");
    }

    @Test
    void callWhenItHasAQueryThenOnlyTheReasonIsTold(CapturedOutput output) {
        node.put(SETTING, "{\"value\":1}");
        node.delete(SETTING + "?reason=too%20much", "X-Request-Id", "call-2");
        node.get("/v1/namespaces/audit-it/settings?prefix=kept-to-itself", "X-Request-Id", "call-3");
        assertThat(line(output, "call-2")).contains("method=DELETE", "status=200", "reason=too%20much");
        assertThat(line(output, "call-3")).contains("who=rita").doesNotContain("kept-to-itself");
    }

    @Test
    void callWhenRefusedThenTheLineSaysWhy(CapturedOutput output) {
        node.call(READER, "PUT", SETTING, "{\"value\":1}", "X-Request-Id", "call-4");
        node.call("stolen-token", "GET", SETTING, null, "X-Request-Id", "call-5");
        node.call(ApiNode.EXPIRED, "GET", "/actuator/metrics", null, "X-Request-Id", "call-6");
        node.put(SETTING, "{\"value\":}", "X-Request-Id", "call-7");
        assertThat(line(output, "call-4"))
                .contains("who=rita", "status=403", "problem=forbidden", "detail=\"role: reader (expected: editor)\"");
        assertThat(line(output, "call-5"))
                .contains("status=401", "problem=unauthorized")
                .doesNotContain("who=", "stolen-token");
        assertThat(line(output, "call-6")).contains("status=401").doesNotContain(ApiNode.EXPIRED);
        assertThat(line(output, "call-7")).contains("status=400", "problem=malformed-json");
    }

    @Test
    void callWhenTheServerItselfRefusesThenTheLineIsThereToo(CapturedOutput output) {
        raw("GET /v1/nodes?a=b#" + "\u0001 HTTP/1.1\r\nHost: x\r\n\r\n");
        raw("GET //v1/x;y HTTP/1.1\r\nHost: x\r\nX-Request-Id: call-8\r\nConnection: close\r\n\r\n");
        assertThat(line(output, "call-8")).contains("status=400", "problem=bad-request");
    }

    @Test
    void callWhenItIsAProbeThenNoLine(CapturedOutput output) {
        node.call("", "GET", "/actuator/health/liveness", null, "X-Request-Id", "call-9");
        node.get("/actuator/metrics", "X-Request-Id", "call-10");
        node.get("/v1/nodes", "X-Request-Id", "call-11");
        line(output, "call-11");
        assertThat(output.getAll()).doesNotContain("call-9", "call-10");
    }

    @Test
    void callWhenItsPathWouldForgeALineThenItIsEscaped(CapturedOutput output) {
        var path = "/v1/namespaces/audit-it/settings/x%0Awho=root";
        node.call(READER, "GET", path, null, "X-Request-Id", "call-12");
        assertThat(line(output, "call-12")).contains("path=\"" + path + "\"");
        raw("GET /caf\u00e9\u0085who=root HTTP/1.1\r\nHost: x\r\nX-Request-Id: call-13\r\nConnection: close\r\n\r\n");
        assertThat(output.getAll().lines().filter(line -> line.startsWith("who=root")))
                .isEmpty();
    }

    @Test
    void answerWhenTheCallHasAnIdThenItIsTheSameInHeaderAndProblem() {
        var given = node.get("/v1/nowhere", "X-Request-Id", "mine-4711.b_c");
        assertThat(given.headers().firstValue("X-Request-Id")).hasValue("mine-4711.b_c");
        assertThat(json(given).path("requestId").asString()).isEqualTo("mine-4711.b_c");
        var refused = node.call("", "GET", "/v1/nodes", null);
        var made = refused.headers().firstValue("X-Request-Id").orElseThrow();
        assertThat(made).matches("[0-9a-f]{16}");
        assertThat(json(refused).path("requestId").asString()).isEqualTo(made);
        assertThat(node.get("/v1/nodes").headers().firstValue("X-Request-Id").orElseThrow())
                .isNotEqualTo(made);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a;b", "<script>", "ä", "a\tb"})
    void answerWhenTheIdIsNotPlainThenItIsAnotherOne(String id) {
        var answer = node.get("/v1/nodes", "X-Request-Id", id);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Request-Id").orElseThrow()).matches("[0-9a-f]{16}");
        var tooLong = node.get("/v1/nodes", "X-Request-Id", "x".repeat(65));
        assertThat(tooLong.headers().firstValue("X-Request-Id").orElseThrow()).hasSize(16);
    }

    @Test
    void answerWhenAnyThenItHasTheHeadersThatAllHave() {
        var forbidden = node.call(READER, "PUT", SETTING, "{\"value\":1}");
        assertProblem(forbidden, 403, "forbidden");
        var unknown = node.call("nobody-knows-it", "GET", "/v1/nodes", null);
        var illegal = node.call(READER, "GET", "/v1//nodes", null);
        var health = node.call("", "GET", "/actuator/health", null);
        var missing = node.get("/v1/nowhere");
        var large = node.put(SETTING, "{\"value\":\"" + "x".repeat(300_000) + "\"}");
        for (var answer : List.of(forbidden, unknown, illegal, health, missing, large, node.get("/v1/nodes"))) {
            var headers = answer.headers();
            assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(headers.firstValue("X-Frame-Options")).hasValue("DENY");
            assertThat(headers.firstValue("Referrer-Policy")).hasValue("no-referrer");
            assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'", "frame-ancestors 'none'");
            assertThat(headers.allValues("Content-Security-Policy")).hasSize(1);
            assertThat(headers.firstValue("Cache-Control").orElseThrow()).contains("no-store");
            assertThat(headers.firstValue("X-Request-Id")).isPresent();
            assertThat(headers.map()).doesNotContainKeys("set-cookie", "server", "strict-transport-security");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
                "G@T / HTTP/1.1\r\nHost: x\r\n\r\n",
                "TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            })
    void answerWhenTheServerItselfRefusesThenItHasThemToo(String request) {
        assertThat(raw(request))
                .contains("X-Content-Type-Options: nosniff", "Content-Security-Policy: default-src 'none'")
                .contains(
                        "Referrer-Policy: no-referrer", "X-Request-Id: ", "\"requestId\":", "Cache-Control: no-store");
    }

    private static String line(CapturedOutput output, String call) {
        var mark = " request=" + call;
        await().until(() -> output.getAll().lines().anyMatch(line -> line.contains(mark)));
        var lines = output.getAll().lines().filter(line -> line.contains(mark)).toList();
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).contains("sluice.audit");
        return lines.get(0);
    }

    private String raw(String request) {
        return node.raw(request.getBytes(StandardCharsets.ISO_8859_1));
    }
}
