package io.sluice.api;

import static io.sluice.api.ApiNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.Deadline;
import io.sluice.servers.LeashedProcess;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.store.NodeReport;
import io.sluice.store.RedisStore;
import io.sluice.store.TestStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShutdownIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Namespace SPACE = new Namespace("shutdown-it");
    private static final String SETTINGS = "/v1/namespaces/shutdown-it/settings/";
    private static final int TERMINATED = LeashedProcess.SIGNALLED + 15;

    @Test
    void stopWhenCallersWaitThenTheyAreAnsweredFirst(@TempDir Path folder) {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port());
                var api = ApiProcess.start(redis, folder)) {
            api.node().create(SPACE.text());
            reportOneThatNeverApplies(store);
            var waiting = api.node().putLater(SETTINGS + "a?wait=applied&timeout=60s", "{\"value\":1}");
            var proving = api.node().putLater(SETTINGS + "b?durability=archived&timeout=60s", "{\"value\":1}");
            for (var name : List.of("a", "b")) {
                Deadline.await(
                        "written",
                        SOON,
                        () -> store.settings()
                                .read(SPACE, new SettingName(name))
                                .isPresent());
            }
            // Nodes are asked once it is known who is missing.
            Deadline.await(
                    "asked",
                    SOON,
                    () -> List.of("sluice:nodes:reported", 1L)
                            .equals(redis.command("PUBSUB", "NUMSUB", "sluice:nodes:reported")));
            assertThat(waiting).isNotDone();
            assertThat(api.stop(SOON)).isEqualTo(TERMINATED);
            assertThat(waiting.join().statusCode()).isEqualTo(202);
            assertThat(json(waiting.join())
                            .path("applied")
                            .path("missing")
                            .path(0)
                            .asString())
                    .isEqualTo("never");
            assertThat(proving.join().statusCode()).isEqualTo(202);
            assertThat(json(proving.join()).path("durability").path("proven").asString())
                    .isEqualTo("memory");
        }
    }

    @Test
    void stopWhenAWriteIsUnderWayThenItIsAnsweredFirst(@TempDir Path folder) {
        try (var redis = RedisServer.launch();
                var api = ApiProcess.start(redis, folder, "--sluice.store.command-timeout=10s")) {
            api.node().create(SPACE.text());
            redis.pause();
            var writing = api.node().putLater(SETTINGS + "a", "{\"value\":1}");
            Deadline.await(
                    "accepted",
                    SOON,
                    () -> api.node()
                            .get("/actuator/metrics/http.server.requests.active?tag=method:PUT")
                            .body()
                            .contains("\"ACTIVE_TASKS\",\"value\":1"));
            var stopped = CompletableFuture.supplyAsync(() -> api.stop(SOON));
            Deadline.await("takes nothing new", SOON, () -> !api.node().isListening());
            redis.resume();
            assertThat(writing.join().statusCode()).isEqualTo(201);
            assertThat(stopped.join()).isEqualTo(TERMINATED);
        }
    }

    private static void reportOneThatNeverApplies(RedisStore store) {
        var head = store.feed().head(SPACE).orElseThrow();
        var now = Instant.now();
        store.nodes()
                .report(
                        new NodeReport(
                                "never", "host", "shop", "1", "LIVE", now, now, Map.of(SPACE, head), List.of(), null),
                        Duration.ofMinutes(1));
    }
}
