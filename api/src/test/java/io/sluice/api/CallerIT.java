package io.sluice.api;

import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a caller is told of itself. */
class CallerIT {
    private static final String CALLER = "/v1/caller";

    @ParameterizedTest
    @CsvSource({ApiNode.READER + ",rita,reader", ApiNode.EDITOR + ",eddie,editor", ApiNode.OPERATOR + ",olga,operator"})
    void getWhenTheTokenIsGoodEverywhereThenItsOwnerAndRole(String token, String owner, String role) {
        var answer = ApiNode.one().call(token, "GET", CALLER, null);
        assertThat(answer.body())
                .isEqualTo("{\"owner\":\"%s\",\"role\":\"%s\",\"namespaces\":null,\"expiresAt\":null}", owner, role);
        assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
    }

    @Test
    void getWhenTheTokenIsConfinedAndExpiresThenSaysSo() {
        try (var node = ApiNode.start(
                RedisServer.shared(),
                "--sluice.access.tokens[3].namespaces=shop,confined",
                "--sluice.access.tokens[5].expires=2999-01-01T01:00:00+01:00")) {
            var confined = json(node.call(ApiNode.CONFINED, "GET", CALLER, null));
            assertThat(confined.path("namespaces").toString()).isEqualTo("[\"confined\",\"shop\"]");
            var expiring = json(node.call(ApiNode.EXPIRED, "GET", CALLER, null));
            assertThat(expiring.path("expiresAt").asString()).isEqualTo("2999-01-01T00:00:00.000000Z");
        }
    }

    @Test
    void getWhenTheTokenIsNotGoodThen401() {
        assertProblem(ApiNode.one().call("", "GET", CALLER, null), 401, "unauthorized");
        assertProblem(ApiNode.one().call(ApiNode.EXPIRED, "GET", CALLER, null), 401, "unauthorized");
    }
}
