package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProblemTypeTests {
    /** Clients are written against these. */
    @Test
    void uriWhenPublishedThenItStays() {
        assertThat(Arrays.stream(ProblemType.values()).map(type -> type.status() + " " + type.uri()))
                .containsExactly(
                        "400 urn:sluice:problem:bad-request",
                        "400 urn:sluice:problem:malformed-json",
                        "400 urn:sluice:problem:invalid-input",
                        "401 urn:sluice:problem:unauthorized",
                        "403 urn:sluice:problem:forbidden",
                        "404 urn:sluice:problem:not-found",
                        "404 urn:sluice:problem:unknown-namespace",
                        "404 urn:sluice:problem:unknown-definition",
                        "404 urn:sluice:problem:unknown-setting",
                        "405 urn:sluice:problem:method-not-allowed",
                        "406 urn:sluice:problem:not-acceptable",
                        "409 urn:sluice:problem:conflict",
                        "409 urn:sluice:problem:namespace-full",
                        "412 urn:sluice:problem:revision-conflict",
                        "413 urn:sluice:problem:too-large",
                        "414 urn:sluice:problem:uri-too-long",
                        "415 urn:sluice:problem:unsupported-media-type",
                        "422 urn:sluice:problem:idempotency-key-reused",
                        "422 urn:sluice:problem:bad-schema",
                        "422 urn:sluice:problem:definition-broken",
                        "422 urn:sluice:problem:durability-unavailable",
                        "429 urn:sluice:problem:too-many-failures",
                        "431 urn:sluice:problem:headers-too-large",
                        "500 urn:sluice:problem:internal",
                        "501 urn:sluice:problem:not-implemented",
                        "503 urn:sluice:problem:store-unavailable",
                        "503 urn:sluice:problem:unavailable",
                        "505 urn:sluice:problem:version-not-supported");
    }

    @Test
    void ofWhenAnyErrorStatusThenOneOfTheSameClass() {
        IntStream.range(400, 600)
                .forEach(status -> assertThat(ProblemType.of(status).status() / 100)
                        .as("status %d", status)
                        .isEqualTo(status / 100));
    }
}
