package io.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;

class ReadinessIT {
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void readinessWhenRedisWasNeverThereThenIs503AndTellsNoDetails() throws Exception {
        int port = Ports.free();
        try (var node = SpringApplication.run(
                SluiceApi.class,
                "--server.port=" + port,
                "--spring.data.redis.host=127.0.0.1",
                "--spring.data.redis.port=" + Ports.free())) {
            assertThat(node.isRunning()).isTrue();
            var address = "http://127.0.0.1:" + port + "/actuator/health/";
            assertThat(status(address + "liveness")).isEqualTo(200);
            assertThat(status(address + "readiness")).isEqualTo(503);
        }
    }

    private int status(String address) throws IOException, InterruptedException {
        var answer = client.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
        assertThat(answer.body()).doesNotContain("components", "details");
        return answer.statusCode();
    }
}
