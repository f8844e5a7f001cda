package io.sluice.api;

import static io.sluice.api.ApiNode.CONFINED;
import static io.sluice.api.ApiNode.EDITOR;
import static io.sluice.api.ApiNode.OPERATOR;
import static io.sluice.api.ApiNode.READER;
import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessIT {
    private static final String SETTING = "/v1/namespaces/access-it/settings/a";

    private final ApiNode node = ApiNode.one();

    @BeforeAll
    static void createNamespaces() {
        ApiNode.one().create("access-it");
        ApiNode.one().create("confined");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/namespaces",
                "/v1/caller",
                "/v1/nodes",
                "/v1/namespaces/access-it/settings",
                "/nowhere",
                "/index.html",
                "/error",
                "/actuator",
                "/actuator/info",
                "/actuator/metrics",
                "/actuator/prometheus",
                "/.well-known/oauth-protected-resource"
            })
    void callWhenNoOrUnknownTokenThen401(String path) {
        for (var token : new String[] {"", "unknown-token", EDITOR + "x", EDITOR.toUpperCase(java.util.Locale.ROOT)}) {
            var answer = node.call(token, "GET", path, null);
            assertProblem(answer, 401, "unauthorized");
            assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                    .startsWith("Bearer");
            assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer ", "Basic cml0YTp4", "Bearer a b", "Bearer ä", "bearer\tx"})
    void callWhenAuthorizationIsMalformedThen401(String authorization) {
        assertProblem(node.call("", "GET", "/v1/nodes", null, "Authorization", authorization), 401, "unauthorized");
    }

    @Test
    void callWhenTheTokenIsInTheQueryOrTheBodyThenItIsNotTaken() {
        assertProblem(node.call("", "GET", "/v1/nodes?access_token=" + READER, null), 401, "unauthorized");
        var form = node.call(
                "",
                "POST",
                "/v1/namespaces/access-it/changes",
                "access_token=" + EDITOR,
                "Content-Type",
                "application/x-www-form-urlencoded");
        assertProblem(form, 401, "unauthorized");
        var both = node.get("/v1/nodes?access_token=" + READER);
        assertProblem(both, 400, "invalid-input");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness"})
    void healthWhenNoTokenThenOpenWithoutDetails(String path) {
        var answer = node.call("", "GET", path, null);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("UP").doesNotContain("components", "details", "namespaces");
    }

    @Test
    void actuatorWhenReaderThenMetricsAreShown() {
        assertThat(node.get("/actuator/prometheus").body()).contains("jvm_memory_used_bytes");
        assertThat(node.get("/actuator/metrics").statusCode()).isEqualTo(200);
        assertThat(node.get("/actuator/info").statusCode()).isEqualTo(200);
        assertProblem(node.get("/actuator/env"), 404, "not-found");
    }

    @Test
    void writeWhenReaderThen403AndNothingIsWritten() {
        assertForbidden(node.call(READER, "PUT", SETTING, "{\"value\":1}"));
        assertForbidden(node.call(READER, "DELETE", SETTING, null));
        assertForbidden(node.call(
                READER, "POST", "/v1/namespaces/access-it/changes", "{\"changes\":[{\"name\":\"a\",\"value\":1}]}"));
        assertForbidden(node.call(READER, "PUT", "/v1/namespaces/of-a-reader", "{}"));
        assertProblem(node.get(SETTING), 404, "unknown-setting");
        assertProblem(node.get("/v1/namespaces/of-a-reader"), 404, "unknown-namespace");
    }

    @Test
    void writeWhenOperatorThenIncludedAndTheAuthorIsTheOwner() {
        var answer = node.call(OPERATOR, "PUT", "/v1/namespaces/access-it/settings/o", "{\"value\":1}");
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(json(answer).path("author").asString()).isEqualTo("olga");
    }

    @Test
    void anyCallWhenOutsideTheTokensNamespacesThen403() {
        assertForbidden(node.call(CONFINED, "PUT", SETTING, "{\"value\":1}"));
        assertForbidden(node.call(CONFINED, "GET", SETTING, null));
        assertForbidden(node.call(CONFINED, "GET", "/v1/namespaces/access-it", null));
        assertForbidden(node.call(CONFINED, "GET", "/v1/namespaces/access-it/settings", null));
        assertForbidden(node.call(CONFINED, "GET", "/v1/namespaces/never-created/settings/a", null));
        assertForbidden(node.call(CONFINED, "PUT", "/v1/namespaces/of-its-own", "{}"));
        var inside = node.call(CONFINED, "PUT", "/v1/namespaces/confined/settings/a", "{\"value\":1}");
        assertThat(inside.statusCode()).isLessThan(300);
    }

    @Test
    void listWhenConfinedThenOnlyItsNamespaces() {
        var namespaces =
                json(node.call(CONFINED, "GET", "/v1/namespaces", null)).path("namespaces");
        assertThat(namespaces).hasSize(1);
        assertThat(namespaces.path(0).path("namespace").asString()).isEqualTo("confined");
        assertThat(node.call(CONFINED, "GET", "/v1/nodes", null).body()).doesNotContain("access-it");
    }

    @Test
    void answerWhenAnyThenSecurityHeadersAndNoSession() {
        var headers = node.get("/v1/nodes").headers();
        assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(headers.firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(headers.firstValue("Cache-Control").orElseThrow()).contains("no-store");
        assertThat(headers.firstValue("Content-Security-Policy")).isPresent();
        assertThat(headers.map()).doesNotContainKeys("set-cookie", "server");
    }

    private static void assertForbidden(java.net.http.HttpResponse<String> answer) {
        assertProblem(answer, 403, "forbidden");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer error=\"insufficient_scope\"");
    }
}
