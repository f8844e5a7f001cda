package io.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;

/** What every problem looks like. */
public final class ProblemAssert {
    private ProblemAssert() {}

    /** Sees that the answer tells this problem, completely and in its own media type. */
    public static void assertProblem(HttpResponse<String> answer, int status, String name) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .as(answer.body())
                .hasValue("application/problem+json");
        var problem = ApiNode.json(answer);
        assertThat(problem.path("type").asString()).as(answer.body()).isEqualTo("urn:sluice:problem:" + name);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asString()).isNotBlank();
        assertThat(problem.path("detail").asString()).isNotBlank();
        assertThat(answer.body()).doesNotContain("Exception", "java.", "springframework", "tools.jackson");
        Documented.requireProblem(answer, name);
    }

    /** Sees that the answer blames this field. */
    public static void assertInvalid(HttpResponse<String> answer, String field) {
        assertProblem(answer, 400, "invalid-input");
        assertThat(ApiNode.json(answer).path("field").asString())
                .as(answer.body())
                .isEqualTo(field);
        assertThat(ApiNode.json(answer).path("expected").asString()).isNotBlank();
    }
}
