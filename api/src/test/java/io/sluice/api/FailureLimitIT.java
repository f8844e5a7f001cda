package io.sluice.api;

import static io.sluice.api.ApiNode.READER;
import static io.sluice.api.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FailureLimitIT {
    @Test
    void callWhenTooManyTokensWereWrongThen429ForThatAddressOnly() throws IOException {
        try (var node = ApiNode.start(RedisServer.shared(), "--sluice.access.failures=3")) {
            for (int i = 0; i < 3; i++) {
                assertProblem(node.call("wrong-token-" + i, "GET", "/v1/nodes", null), 401, "unauthorized");
            }
            for (var token : new String[] {"wrong-token", READER}) {
                var refused = node.call(token, "GET", "/v1/nodes", null);
                assertProblem(refused, 429, "too-many-failures");
                assertThat(Long.parseLong(
                                refused.headers().firstValue("Retry-After").orElseThrow()))
                        .isBetween(1L, 60L);
            }
            // Forwarded headers are for whoever sends them to make up, unless a proxy is known to be there.
            var forwarded = node.call(READER, "GET", "/v1/nodes", null, "X-Forwarded-For", "192.0.2.7");
            assertProblem(forwarded, 429, "too-many-failures");
            assertThat(node.call("", "GET", "/actuator/health/readiness", null).statusCode())
                    .isEqualTo(200);
            assertThat(fromAnotherAddress(node, READER)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void callWhenAProxyIsKnownThenTheAddressThatItForwardsCounts() {
        try (var node = ApiNode.start(
                RedisServer.shared(), "--sluice.access.failures=3", "--server.forward-headers-strategy=native")) {
            for (int i = 0; i < 4; i++) {
                node.call("wrong-token", "GET", "/v1/nodes", null, "X-Forwarded-For", "192.0.2.7");
            }
            assertProblem(
                    node.call(READER, "GET", "/v1/nodes", null, "X-Forwarded-For", "192.0.2.7"),
                    429,
                    "too-many-failures");
            assertThat(node.call(READER, "GET", "/v1/nodes", null, "X-Forwarded-For", "192.0.2.8")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static String fromAnotherAddress(ApiNode node, String token) throws IOException {
        int port = URI.create(node.address()).getPort();
        var other = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port, other, 0)) {
            socket.setSoTimeout(10_000);
            var request = "GET /v1/nodes HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer %s\r\n\r\n";
            socket.getOutputStream().write(request.formatted(token).getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
