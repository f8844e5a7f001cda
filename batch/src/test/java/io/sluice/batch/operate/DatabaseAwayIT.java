package io.sluice.batch.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DatabaseAwayIT {
    private static final Duration LONGEST = Duration.ofSeconds(40);

    @Test
    void nodeWhenTheDatabaseWasAwayThenItSaysSoMeanwhileAndDrainsByItself() throws Exception {
        var database = DatabaseServer.shared();
        database.freshSchema("away_it");
        try (var redis = RedisServer.launch();
                var proxy = TcpProxy.to(database);
                var node = BatchNode.start(
                        redis,
                        database.jdbcUrl("away_it", proxy),
                        "sluice.schedule.drain.every=200ms",
                        "spring.datasource.hikari.connection-timeout=500")) {
            var namespace = node.namespace();
            node.put(namespace, "a", "1");
            Deadline.await(
                    "drained", LONGEST, () -> node.backlog().state(namespace).isEmpty());

            proxy.cut();
            node.put(namespace, "a", "2");
            var answer = get(node, "/v1/runs");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("urn:sluice:problem:unavailable").contains("database");
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(get(node, "/actuator/health/readiness").statusCode()).isEqualTo(503);
            assertThat(get(node, "/actuator/health/liveness").statusCode()).isEqualTo(200);

            proxy.pass();
            Deadline.await(
                    "drained again",
                    LONGEST,
                    () -> node.backlog().state(namespace).isEmpty());
            assertThat(node.archived(namespace)).singleElement().asString().startsWith("a=2@");
        }
    }

    private static HttpResponse<String> get(BatchNode node, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(node.address() + path))
                                .header("Authorization", "Bearer " + BatchNode.READER)
                                .build(),
                        BodyHandlers.ofString());
    }
}
