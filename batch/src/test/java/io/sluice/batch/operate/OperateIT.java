package io.sluice.batch.operate;

import static io.sluice.batch.BatchHttp.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchHttp;
import io.sluice.batch.BatchNode;
import io.sluice.batch.run.RunScope;
import io.sluice.setting.Namespace;
import java.net.http.HttpResponse;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class OperateIT {
    private final BatchNode node = BatchNode.shared();
    private final BatchHttp http = new BatchHttp(node);

    @Test
    void postRunsWhenItEndsWithinWaitThen200AndTheWholeRun() {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");

        var answer = post("{\"job\":\"drain\",\"namespace\":\"%s\",\"wait\":\"30s\"}".formatted(namespace));

        assertThat(answer.statusCode()).isEqualTo(200);
        var run = json(answer);
        assertThat(answer.headers().firstValue("Location"))
                .contains("/v1/runs/" + run.path("id").asLong());
        assertThat(run.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "job",
                        "status",
                        "trigger",
                        "reason",
                        "namespace",
                        "node",
                        "startedAt",
                        "endedAt",
                        "read",
                        "written",
                        "superseded",
                        "quarantined",
                        "history",
                        "total",
                        "found",
                        "error");
        assertThat(run.path("job").asString()).isEqualTo("drain");
        assertThat(run.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(run.path("trigger").toString()).isEqualTo("{\"kind\":\"operator\",\"by\":\"olga\"}");
        assertThat(run.path("namespace").asString()).isEqualTo(namespace.text());
        assertThat(run.path("read").asLong()).isOne();
        assertThat(run.path("written").asLong()).isOne();
        assertThat(run.path("superseded").asLong()).isZero();
        assertThat(run.path("quarantined").asLong()).isZero();
        assertThat(run.path("history").asLong()).isOne();
        assertThat(run.path("error").isNull()).isTrue();
        assertThat(run.path("startedAt").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        assertThat(json(get("/v1/runs/" + run.path("id").asLong()))).isEqualTo(run);
    }

    @Test
    void getCallerWhenConfinedThenWhoTheTokenBelongsToAndWhatItAllows() {
        assertThat(http.call(BatchNode.CONFINED, "GET", "/v1/caller", null).body())
                .isEqualTo(
                        "{\"owner\":\"connie\",\"role\":\"operator\",\"namespaces\":[\"confined\"],\"expiresAt\":null}");
        assertThat(http.call(BatchNode.EXPIRED, "GET", "/v1/caller", null).statusCode())
                .isEqualTo(401);
    }

    @Test
    void postRunsWhenNotWaitedForThen202() {
        var answer = post("{\"job\":\"drain\",\"namespace\":\"%s\"}".formatted(node.namespace()));
        assertThat(answer.statusCode()).isEqualTo(202);
    }

    @Test
    void postRunsWhenThereIsNothingToDoThenStillARecord() {
        var answer = post("{\"job\":\"drain\",\"namespace\":\"%s\",\"wait\":\"30s\"}".formatted(node.namespace()));
        assertThat(json(get("/v1/runs/" + json(answer).path("id").asLong()))
                        .path("read")
                        .asLong())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | job | one of ",
                "{\"job\":\"brew\"} | job | one of ",
                "{\"job\":\"drain\",\"repair\":true} | repair | only with the job verify",
                "{\"job\":\"drain\",\"repair\":1} | repair | true or false",
                "{\"job\":\"drain\",\"wait\":\"soon\"} | wait | a duration up to 10m, such as 30s",
                "{\"job\":\"drain\",\"wait\":\"1d\"} | wait | a duration up to 10m, such as 30s",
                "{\"job\":\"drain\",\"namespace\":\"No!\"} | namespace | [a-z0-9][a-z0-9._-]{0,63}",
                "{\"job\":\"drain\",\"jobs\":1} | jobs | one of job, namespace, reason, repair, wait",
            })
    void postRunsWhenNotAllowedThen400WithTheField(String body, String field, String expected) {
        var answer = post(body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(json(answer).path("field").asString()).isEqualTo(field);
        assertThat(json(answer).path("expected").asString()).startsWith(expected);
    }

    @Test
    void postRunsWhenTheNamespaceIsUnknownThen404() {
        assertThat(post("{\"job\":\"drain\",\"namespace\":\"nowhere\"}").statusCode())
                .isEqualTo(404);
    }

    @Test
    void postRunsWhenNotAnOperatorThen403AndWithoutTokenThen401() {
        var body = "{\"job\":\"drain\"}";
        assertThat(call(BatchNode.READER, "POST", "/v1/runs", body).statusCode())
                .isEqualTo(403);
        assertThat(call("", "POST", "/v1/runs", body).statusCode()).isEqualTo(401);
        assertThat(call("", "GET", "/v1/runs", null).statusCode()).isEqualTo(401);
    }

    @Test
    void postRunsWhenConfinedThenOnlyItsOwnNamespace() {
        node.create(new Namespace("confined"));
        assertThat(call(BatchNode.CONFINED, "POST", "/v1/runs", "{\"job\":\"drain\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(call(
                                BatchNode.CONFINED,
                                "POST",
                                "/v1/runs",
                                "{\"job\":\"drain\",\"namespace\":\"%s\"}".formatted(node.namespace()))
                        .statusCode())
                .isEqualTo(403);
        assertThat(call(
                                BatchNode.CONFINED,
                                "POST",
                                "/v1/runs",
                                "{\"job\":\"drain\",\"namespace\":\"confined\",\"wait\":\"30s\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void getRunsWhenPagedThenNewestFirstAndNextWhileThereIsMore() {
        var namespace = node.namespace();
        long first = node.drain(namespace).id();
        long second = node.drain(namespace).id();

        var page = json(get("/v1/runs?job=drain&status=COMPLETED&limit=1"));
        assertThat(page.path("runs").get(0).path("id").asLong()).isEqualTo(second);
        assertThat(page.path("next").asLong()).isEqualTo(second);

        var rest = json(get("/v1/runs?limit=1&after=" + second));
        assertThat(rest.path("runs").get(0).path("id").asLong()).isEqualTo(first);
        assertThat(json(get("/v1/runs?after=1")).path("runs").isEmpty()).isTrue();
        assertThat(json(get("/v1/runs?after=1")).hasNonNull("next")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "status=done, status",
        "limit=0, limit",
        "limit=1001, limit",
        "limit=x, limit",
        "after=x, after",
        "order=up, order"
    })
    void getRunsWhenAParameterIsNotAllowedThen400(String query, String field) {
        var answer = get("/v1/runs?" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("field").asString()).isEqualTo(field);
    }

    @Test
    void getRunWhenUnknownThen404() {
        assertThat(get("/v1/runs/999999999").statusCode()).isEqualTo(404);
        assertThat(get("/v1/runs/x").statusCode()).isEqualTo(400);
    }

    @Test
    void getRunWhenItIsForAllAndTheTokenConfinedThenNothingOfOtherNamespaces() {
        var confined = new Namespace("confined");
        node.create(confined);
        var other = node.namespace();
        node.put(other, "hidden-name", "1");
        node.jdbc().execute("RENAME TABLE setting TO setting_away");
        long id;
        try {
            id = node.await(node.start(RunScope.ALL)).id();
        } finally {
            node.jdbc().execute("RENAME TABLE setting_away TO setting");
        }
        var finding = "INSERT INTO run_finding VALUES (?, ?, ?, ?, 'missing', 1, NULL, NULL, FALSE)";
        node.jdbc().update(finding, id, 1, confined.text(), "own");
        node.jdbc().update(finding, id, 2, other.text(), "hidden-name");

        var all = json(get("/v1/runs/" + id));
        assertThat(all.path("error").asString()).contains("setting", "doesn't exist");
        assertThat(all.path("findings")).hasSize(2);

        var part = json(call(BatchNode.CONFINED, "GET", "/v1/runs/" + id, null));
        assertThat(part.path("error").asString()).isEqualTo("only shown to tokens that are good for all namespaces");
        assertThat(part.path("findings")).hasSize(1);
        assertThat(part.path("findings").get(0).path("name").asString()).isEqualTo("own");
        assertThat(call(BatchNode.CONFINED, "GET", "/v1/runs?limit=1000", null).body())
                .doesNotContain("doesn't exist");
        assertThat(call(BatchNode.CONFINED, "GET", "/v1/backlog", null).body())
                .contains("confined")
                .doesNotContain("doesn't exist", other.text());
    }

    @Test
    void getBacklogWhenSomethingIsDirtyThenHowMuchAndSinceWhen() {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        node.put(namespace, "a", "2");

        var before = backlog(namespace);
        assertThat(before.propertyNames())
                .containsExactlyInAnyOrder(
                        "namespace", "dirty", "oldestDirtySeconds", "quarantined", "historyPending", "lastRun");
        assertThat(before.path("dirty").asLong()).isOne();
        assertThat(before.path("oldestDirtySeconds").asDouble()).isBetween(0.0, 30.0);
        assertThat(before.path("historyPending").asLong()).isEqualTo(2);

        var run = node.drain(namespace);

        var after = backlog(namespace);
        assertThat(after.path("dirty").asLong()).isZero();
        assertThat(after.path("oldestDirtySeconds").asDouble()).isZero();
        assertThat(after.path("historyPending").asLong()).isZero();
        assertThat(after.path("lastRun").path("id").asLong()).isEqualTo(run.id());
    }

    @Test
    void actuatorWhenAskedWithoutTokenThenHealthOnly() {
        node.drain(node.namespace());
        assertThat(call("", "GET", "/actuator/health/readiness", null).body()).contains("UP");
        assertThat(call("", "GET", "/actuator/health/liveness", null).body()).contains("UP");
        assertThat(call("", "GET", "/actuator/prometheus", null).statusCode()).isEqualTo(401);
        assertThat(get("/actuator/prometheus").body()).contains("spring_batch_job_seconds_count");
    }

    private JsonNode backlog(Namespace namespace) {
        return StreamSupport.stream(json(get("/v1/backlog")).path("namespaces").spliterator(), false)
                .filter(body -> body.path("namespace").asString().equals(namespace.text()))
                .findFirst()
                .orElseThrow();
    }

    private HttpResponse<String> get(String path) {
        return http.get(path);
    }

    private HttpResponse<String> post(String body) {
        return http.post("/v1/runs", body);
    }

    private HttpResponse<String> call(String token, String method, String path, @Nullable String body) {
        return http.call(token, method, path, body);
    }
}
