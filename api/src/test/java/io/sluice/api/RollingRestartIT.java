package io.sluice.api;

import static io.sluice.api.ApiNode.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.LeashedProcess;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.store.TestStore;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All nodes are replaced, one by one, as a deployment does it: a node gets no more calls, is told to end, and another one comes. */
class RollingRestartIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int TERMINATED = LeashedProcess.SIGNALLED + 15;
    private static final int WRITERS = 3;
    private static final int READERS = 3;
    private static final int CALLS_BETWEEN = 50;

    private final Balancer balancer = new Balancer();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    @Test
    void restartWhenNodeByNodeThenNoReadFailsAndNoWriteIsLost(@TempDir Path folder) throws Exception {
        List<ApiProcess> nodes = new ArrayList<>();
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            for (int i = 0; i < 2; i++) {
                nodes.add(ApiProcess.start(redis, folder));
            }
            nodes.get(0).node().create("shop");
            nodes.get(1).node().create("shop");
            nodes.forEach(node -> balancer.add(node.node()));
            List<Caller> writers = callers(
                    WRITERS,
                    "writer",
                    caller -> node -> requireOk(node.put(
                            "/v1/namespaces/shop/settings/" + caller.name, "{\"value\":" + caller.next() + "}")));
            List<Caller> readers =
                    callers(READERS, "reader", caller -> node -> requireOk(node.get("/v1/namespaces/shop")));
            var all = new ArrayList<>(writers);
            all.addAll(readers);

            for (var former : List.copyOf(nodes)) {
                goOn(all);
                balancer.remove(former.node());
                assertThat(former.stop(SOON)).isEqualTo(TERMINATED);
                goOn(all);
                var next = ApiProcess.start(redis, folder);
                nodes.add(next);
                balancer.add(next.node());
            }
            goOn(all);
            for (var caller : all) {
                caller.end();
            }

            assertThat(failures).isEmpty();
            for (var writer : writers) {
                var last = Integer.toString(writer.calls.get());
                assertThat(store.settings()
                                .read(new Namespace("shop"), new SettingName(writer.name))
                                .map(entry -> ((Entry.Present) entry).value().json()))
                        .contains(last);
                for (var node : balancer.nodes()) {
                    assertThat(json(node.get("/v1/namespaces/shop/settings/" + writer.name))
                                    .path("value")
                                    .asInt())
                            .isEqualTo(writer.calls.get());
                }
            }
        } finally {
            nodes.forEach(ApiProcess::close);
        }
    }

    private List<Caller> callers(int count, String role, Function<Caller, Consumer<ApiNode>> call) {
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var caller = new Caller(role + "-" + i);
            callers.add(caller);
            caller.begin(call.apply(caller));
        }
        return callers;
    }

    private static void requireOk(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException("answer: " + answer.statusCode() + " " + answer.body());
        }
    }

    /** Until each has made so many calls more. */
    private void goOn(List<Caller> callers) {
        var begun = callers.stream().map(caller -> caller.done.get()).toList();
        await().atMost(SOON).until(() -> {
            for (int i = 0; i < callers.size(); i++) {
                if (callers.get(i).done.get() < begun.get(i) + CALLS_BETWEEN) {
                    return !failures.isEmpty();
                }
            }
            return true;
        });
    }

    /** Calls one node after the other, until it is told to end. */
    private final class Caller {
        private final String name;
        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private Thread thread = new Thread();
        private volatile boolean ends;

        Caller(String name) {
            this.name = name;
        }

        /** The number of the next call. */
        int next() {
            return calls.incrementAndGet();
        }

        void begin(Consumer<ApiNode> call) {
            thread = new Thread(
                    () -> {
                        while (!ends) {
                            try {
                                balancer.call(call);
                                done.incrementAndGet();
                            } catch (RuntimeException e) {
                                failures.add(name + ": " + e);
                                return;
                            }
                        }
                    },
                    name);
            thread.setDaemon(true);
            thread.start();
        }

        void end() throws InterruptedException {
            ends = true;
            thread.join();
        }
    }

    /** Spreads calls over nodes. One that is removed gets no more of them, and those that it has come to an end first. */
    private static final class Balancer {
        private final List<ApiNode> nodes = new ArrayList<>();
        private final List<ApiNode> busy = new ArrayList<>();
        private int turn;

        synchronized void add(ApiNode node) {
            nodes.add(node);
        }

        synchronized List<ApiNode> nodes() {
            return List.copyOf(nodes);
        }

        void remove(ApiNode node) {
            synchronized (this) {
                nodes.remove(node);
            }
            await().atMost(SOON).until(() -> !isBusy(node));
        }

        void call(Consumer<ApiNode> call) {
            var node = take();
            try {
                call.accept(node);
            } finally {
                give(node);
            }
        }

        private synchronized boolean isBusy(ApiNode node) {
            return busy.contains(node);
        }

        private synchronized ApiNode take() {
            var node = nodes.get(turn++ % nodes.size());
            busy.add(node);
            return node;
        }

        private synchronized void give(ApiNode node) {
            busy.remove(node);
        }
    }
}
