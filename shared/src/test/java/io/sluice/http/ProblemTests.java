package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ProblemTests {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void writeWhenAllIsKnownThenInThisOrder() {
        var problem =
                ProblemException.invalid("limit", "limit: 0 (expected: 1)", "1").with("more", 7);
        assertThat(JSON.writeValueAsString(Problem.of(problem, "/v1/a%20b")))
                .isEqualTo("{\"type\":\"urn:sluice:problem:invalid-input\",\"title\":\"The input is not allowed\","
                        + "\"status\":400,\"detail\":\"limit: 0 (expected: 1)\",\"instance\":\"/v1/a%20b\","
                        + "\"field\":\"limit\",\"expected\":\"1\",\"more\":7}");
    }

    @Test
    void writeWhenThePathIsNoneThenLeftOut() {
        var problem = ProblemException.of(ProblemType.NOT_FOUND, "Nothing.");
        assertThat(JSON.writeValueAsString(Problem.of(problem, "/%zz"))).doesNotContain("instance");
        assertThat(JSON.writeValueAsString(Problem.of(problem, null))).doesNotContain("instance");
    }

    @Test
    void writeWhenTheTextIsHalfAPairOrVeryLongThenStillWritten() {
        var problem = ProblemException.invalid("\uD800", "\uDC00" + "x".repeat(10_000), "y");
        var written =
                new String(JSON.writeValueAsBytes(Problem.of(problem, "/")), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(written).contains("\"field\":\"?\"").hasSizeLessThan(1000);
    }
}
