package io.sluice.api.nodes;

import static io.sluice.api.ApiNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import io.sluice.servers.Deadline;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class NodeIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void listWhenTwoNodesHaveAppliedAWriteThenBothSaySoWithoutLag() {
        var one = ApiNode.one();
        var two = ApiNode.two();
        one.create("node-it");
        var written = json(one.put("/v1/namespaces/node-it/settings/a", "{\"value\":1}"));
        Deadline.await(
                "both have applied it",
                SOON,
                () -> appliedBy(two, written.path("revision").asLong()) == 2);
        var node = json(two.get("/v1/nodes")).path("nodes").path(0);
        assertThat(node.propertyNames())
                .contains("id", "host", "application", "version", "state", "startedAt", "namespaces");
        assertThat(node.path("application").asString()).isEqualTo("sluice-api");
        assertThat(node.path("state").asString()).isEqualTo("LIVE");
    }

    @Test
    void metricsWhenAWriteWasAppliedThenTellHowLongThatTookAndHowFarTheReplicaIs() {
        var one = ApiNode.one();
        var two = ApiNode.two();
        one.create("node-metrics-it");
        awaitMetric(two, "sluice_replica_state{namespace=\"node-metrics-it\",state=\"live\"} 1.0");
        one.put("/v1/namespaces/node-metrics-it/settings/a", "{\"value\":1}");
        awaitMetric(two, "sluice_replica_apply_seconds_count{namespace=\"node-metrics-it\"} 1");
        assertThat(two.get("/actuator/prometheus").body())
                .contains(
                        "sluice_replica_apply_seconds_bucket{namespace=\"node-metrics-it\",le=\"+Inf\"} 1",
                        "sluice_replica_offset{namespace=\"node-metrics-it\"} 2.0",
                        "sluice_replica_settings{namespace=\"node-metrics-it\"} 2.0",
                        "sluice_replica_lag_offsets{namespace=\"node-metrics-it\"}",
                        "sluice_replica_lag_time_seconds{namespace=\"node-metrics-it\"}");
    }

    private static void awaitMetric(ApiNode node, String line) {
        Deadline.await(line, SOON, () -> node.get("/actuator/prometheus").body().contains(line));
    }

    private static long appliedBy(ApiNode node, long revision) {
        long count = 0;
        for (JsonNode report : json(node.get("/v1/nodes")).path("nodes")) {
            for (JsonNode namespace : report.path("namespaces")) {
                if (namespace.path("namespace").asString().equals("node-it")
                        && namespace.path("revision").asLong() == revision
                        && namespace.path("lag").path("offsets").asLong(-1) == 0
                        && namespace.path("lag").path("milliseconds").asLong(-1) == 0) {
                    count++;
                }
            }
        }
        return count;
    }
}
