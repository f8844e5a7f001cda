package io.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;

/** Sees that answers which tests have met are in the OpenAPI document. */
final class Documented {
    private Documented() {}

    /** Requires that the call is described with this problem, if the document has the call at all. */
    static void requireProblem(HttpResponse<String> answer, String name) {
        var request = answer.request();
        ApiDocument.committed().call(request.method(), request.uri().getPath()).ifPresent(call -> {
            var response = call.operation().path("responses").path(String.valueOf(answer.statusCode()));
            assertThat(response.path("x-problem-types").valueStream().map(JsonNode::asString))
                    .as("OpenAPI document, %s: %s", call, answer.body())
                    .contains(name);
            var schema =
                    response.path("content").path("application/problem+json").path("schema");
            assertThat(ApiDocument.committed().faults(schema, ApiNode.json(answer)))
                    .as("OpenAPI document, %s: %s", call, answer.body())
                    .isEmpty();
        });
    }
}
