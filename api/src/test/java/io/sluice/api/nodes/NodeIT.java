package io.sluice.api.nodes;

import static io.sluice.api.ProblemAssert.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Epoch;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.store.NodeReport;
import io.sluice.store.Rejection;
import io.sluice.store.TestStore;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class NodeIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    // Behind the nodes that run.
    private static final String REFUSING = "z-refusing";

    @Test
    void listWhenTwoNodesHaveAppliedAWriteThenBothSaySoWithoutLag() {
        var one = ApiNode.one();
        var two = ApiNode.two();
        one.create("node-it");
        var written = ApiNode.json(one.put("/v1/namespaces/node-it/settings/a", "{\"value\":1}"));
        Deadline.await(
                "both have applied it",
                SOON,
                () -> appliedBy(two, written.path("revision").asLong()) == 2);
        var node = ApiNode.json(two.get("/v1/nodes")).path("nodes").path(0);
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

    @Test
    void listWhenLimitedThenEachPageLeadsToTheNextAndTheyHaveEveryNodeOnce() {
        ApiNode.two();
        var node = ApiNode.one();
        var all = ids(node.get("/v1/nodes?limit=1000"));
        assertThat(all).hasSizeGreaterThanOrEqualTo(2).isSorted();
        var first = node.get("/v1/nodes?limit=1");
        assertThat(ids(first)).containsExactly(all.get(0));
        var next = ApiNode.json(first).path("next").asString();
        assertThat(ids(node.get("/v1/nodes?limit=1&after=" + next))).containsExactly(all.get(1));
        assertThat(ApiNode.json(node.get("/v1/nodes?after=" + all.get(all.size() - 1)))
                        .has("next"))
                .isFalse();
        assertInvalid(node.get("/v1/nodes?limit=0"), "limit");
    }

    private static List<String> ids(HttpResponse<String> page) {
        return ApiNode.json(page).path("nodes").values().stream()
                .map(node -> node.path("id").asString())
                .toList();
    }

    @Test
    void s7ListWhenANodeRefusesValuesThenNamesThoseThatTheCallerReaches() {
        var redis = RedisServer.shared();
        ApiNode.one().create("confined");
        ApiNode.one().create("node-it");
        var confined = new Rejection(
                new Namespace("confined"), new SettingName("limits.max"), new Revision(7), "must be a number");
        var other = new Rejection(new Namespace("node-it"), new SettingName("a"), new Revision(8), "must be text");
        try (var store = TestStore.on(redis.host(), redis.port())) {
            store.nodes().report(report(List.of(other, confined)), Duration.ofMinutes(1));
            try {
                assertThat(rejectedBy(ApiNode.READER)).isEqualTo(json("""
                        [{"namespace":"confined","name":"limits.max","revision":7,"reason":"must be a number"},\
                        {"namespace":"node-it","name":"a","revision":8,"reason":"must be text"}]"""));
                assertThat(refusing(ApiNode.READER).path("lastError").asString())
                        .contains("broken");
                assertThat(refusing(ApiNode.CONFINED).path("lastError").asString(""))
                        .isEmpty();
                assertThat(rejectedBy(ApiNode.CONFINED)).isEqualTo(json("""
                        [{"namespace":"confined","name":"limits.max","revision":7,"reason":"must be a number"}]"""));
            } finally {
                store.nodes().remove(REFUSING);
            }
        }
    }

    @Test
    void listWhenAWriteWasAppliedThenTellsHowLongThatTookAndAnOlderReportDoesNot() {
        var node = ApiNode.one();
        node.create("node-fast-it");
        node.put("/v1/namespaces/node-fast-it/settings/a", "{\"value\":1}");
        Deadline.await("told", SOON, () -> propagation(node, "node-fast-it").isObject());
        var told = propagation(node, "node-fast-it");
        assertThat(told.path("count").asLong()).isPositive();
        assertThat(told.path("p50").asDouble()).isBetween(0.0, 10_000.0);
        assertThat(told.path("p99").asDouble())
                .isGreaterThanOrEqualTo(told.path("p50").asDouble());
        try (var store =
                TestStore.on(RedisServer.shared().host(), RedisServer.shared().port())) {
            var before = report(List.of());
            var reached = Map.of(
                    new Namespace("node-fast-it"),
                    new Head(new Position(new Epoch("1763848392123456-0123abcd"), 1), new Revision(1)));
            store.nodes()
                    .report(
                            new NodeReport(
                                    before.id(),
                                    before.host(),
                                    before.application(),
                                    before.version(),
                                    before.state(),
                                    before.startedAt(),
                                    before.reportedAt(),
                                    reached,
                                    List.of(),
                                    null),
                            Duration.ofMinutes(1));
            try {
                var older = refusing(ApiNode.READER).path("namespaces").path(0);
                assertThat(older.path("namespace").asString()).isEqualTo("node-fast-it");
                assertThat(older.path("propagation").isNull()).isTrue();
            } finally {
                store.nodes().remove(REFUSING);
            }
        }
    }

    private static JsonNode propagation(ApiNode node, String namespace) {
        for (JsonNode report : ApiNode.json(node.get("/v1/nodes")).path("nodes")) {
            for (JsonNode known : report.path("namespaces")) {
                if (known.path("namespace").asString().equals(namespace)
                        && known.path("propagation").isObject()) {
                    return known.path("propagation");
                }
            }
        }
        return JsonMapper.shared().missingNode();
    }

    @Test
    void listWhenANodeRefusesNothingThenSaysSo() {
        var node = ApiNode.json(ApiNode.one().get("/v1/nodes")).path("nodes").path(0);
        assertThat(node.path("rejected").isArray()).isTrue();
        assertThat(node.path("rejected").isEmpty()).isTrue();
    }

    private static void awaitMetric(ApiNode node, String line) {
        Deadline.await(line, SOON, () -> node.get("/actuator/prometheus").body().contains(line));
    }

    private static NodeReport report(List<Rejection> rejected) {
        var now = Instant.now();
        return new NodeReport(
                REFUSING, "host", "shop", "1.0", "LIVE", now, now, Map.of(), rejected, "namespace node-it: broken");
    }

    private static JsonNode rejectedBy(String token) {
        return refusing(token).path("rejected");
    }

    private static JsonNode refusing(String token) {
        for (JsonNode node : ApiNode.json(ApiNode.one().call(token, "GET", "/v1/nodes", null))
                .path("nodes")) {
            if (node.path("id").asString().equals(REFUSING)) {
                return node;
            }
        }
        throw new AssertionError("no report of " + REFUSING);
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private static long appliedBy(ApiNode node, long revision) {
        long count = 0;
        for (JsonNode report : ApiNode.json(node.get("/v1/nodes")).path("nodes")) {
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
