package io.sluice.api.watch;

import static io.sluice.api.ApiNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import io.sluice.servers.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A thousand clients of one node. */
class CrowdIT {
    private static final int SIZE = 1000;
    private static final int CHANGES = 20;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String SPACE = "/v1/namespaces/crowd-it";

    @Test
    void watchWhenAThousandThenEachGetsEveryChangeAndThereIsNoThreadForEach() throws Exception {
        try (var node = ApiNode.start(RedisServer.shared())) {
            node.create("crowd-it");
            for (int i = 0; i < 100; i++) {
                put(node, "name-" + i, "\"" + "x".repeat(100) + "\"");
            }
            long before = used();
            long begun = System.nanoTime();
            try (var crowd = Crowd.of(SIZE, node, SPACE + "/watch")) {
                assertThat(crowd.await("]}\n\n", LONG)).isEqualTo(SIZE);
                var opened = since(begun);
                var slowest = Duration.ZERO;
                for (int i = 0; i < CHANGES; i++) {
                    crowd.forget();
                    long written = System.nanoTime();
                    put(node, "latest", "\"change-" + i + "\"");
                    assertThat(crowd.await("\"change-" + i + "\"", LONG)).isEqualTo(SIZE);
                    var took = since(written);
                    slowest = took.compareTo(slowest) > 0 ? took : slowest;
                }
                crowd.forget();
                System.out.printf(
                        "%d streams: open with snapshots in %d ms; a change at the last of them after %d ms at worst;"
                                + " %d KB of heap for each, of node and test together%n",
                        SIZE, opened.toMillis(), slowest.toMillis(), (used() - before) / SIZE / 1024);
                assertThat(metric(node, "sluice.stream.open")).isEqualTo(SIZE);
                assertThat(metric(node, "sluice.stream.cut")).isZero();
                assertThat(slowest).isLessThan(Duration.ofSeconds(10));
                var threads = Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("sluice-stream"))
                        .count();
                // Those of the other nodes of these tests among them.
                assertThat(threads).isLessThan(SIZE / 10);
            }
        }
    }

    private static long used() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static double metric(ApiNode node, String name) {
        return json(node.get("/actuator/metrics/" + name))
                .path("measurements")
                .path(0)
                .path("value")
                .asDouble();
    }

    private static void put(ApiNode node, String name, String value) {
        var answer = node.put(SPACE + "/settings/" + name, "{\"value\":" + value + "}");
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    }
}
