package io.sluice.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import org.junit.jupiter.api.Test;

/** The OpenAPI document that a node serves. */
class OpenApiIT {
    private final ApiNode node = ApiNode.one();

    @Test
    void getWhenAReaderThenTheDocument() {
        var answer = node.get("/v3/api-docs");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(ApiNode.json(answer).path("openapi").asString()).isEqualTo("3.1.0");
    }
}
