package io.sluice.api.watch;

import static io.sluice.api.ApiNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.store.TestStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Clients that come and go while others write. */
class ResumeIT {
    private static final int RESUMES = 200;
    private static final int NAMES = 40;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration AT_ONCE = Duration.ofMillis(20);

    private final ApiNode one = ApiNode.one();
    private final ApiNode two = ApiNode.two();

    @Test
    void resumeWhenAtOneNodeThenNothingIsLostAndNothingComesTwice() throws Exception {
        var copy = run(new Namespace("resume-it-one"), 7, List.of(one));
        assertThat(copy.snapshots).isEqualTo(1);
        assertThat(copy.repeated).isEmpty();
    }

    @Test
    void resumeWhenAtAnyNodeThenNothingIsLostAndNothingGoesBack() throws Exception {
        run(new Namespace("resume-it-any"), 8, List.of(one, two));
    }

    private Copy run(Namespace namespace, long seed, List<ApiNode> nodes) throws Exception {
        one.create(namespace.text());
        Deadline.await(
                "known at both",
                SOON,
                () -> two.get("/v1/namespaces/" + namespace).statusCode() == 200);
        var watch = "/v1/namespaces/" + namespace + "/watch";
        var random = new Random(seed);
        var copy = new Copy();
        try (var load = new Load(namespace, seed)) {
            for (int i = 0; i < RESUMES; i++) {
                var node = nodes.get(random.nextInt(nodes.size()));
                try (var client = EventClient.resume(node, watch, copy.id)) {
                    int events = random.nextInt(4);
                    for (int event = 0; event < events; event++) {
                        copy.apply(client.next());
                    }
                }
            }
            load.end();
        }
        try (var client = EventClient.resume(nodes.get(0), watch, copy.id)) {
            var expected = hash(namespace);
            Deadline.await("seed %d: the copy equals the hash".formatted(seed), SOON, () -> {
                var event = client.poll(AT_ONCE);
                if (event != null) {
                    copy.apply(event);
                }
                // The last events may change nothing that is seen.
                return copy.present().equals(expected) && copy.id.equals(head(namespace));
            });
            assertThat(client.poll(Duration.ofMillis(200))).isNull();
        }
        assertThat(copy.wentBack).as("seed %d", seed).isEmpty();
        return copy;
    }

    /** Up to where there are events. */
    private String head(Namespace namespace) {
        var head = json(one.get("/v1/namespaces/" + namespace)).path("head");
        return head.path("epoch").asString() + ":" + head.path("offset").asLong();
    }

    /** What Redis itself holds. */
    private Map<String, String> hash(Namespace namespace) {
        var all = new TreeMap<String, String>();
        for (int i = 0; i < NAMES; i++) {
            var answer = one.get("/v1/namespaces/%s/settings/n%d?from=redis".formatted(namespace, i));
            if (answer.statusCode() == 200) {
                all.put("n" + i, json(answer).path("value").toString());
            }
        }
        return all;
    }

    /** What a client has, which does nothing but what events say. */
    private static final class Copy {
        final List<String> repeated = new ArrayList<>();
        final List<String> wentBack = new ArrayList<>();
        private final Map<String, String> values = new TreeMap<>();
        private final Map<String, Long> revisions = new HashMap<>();
        private final Set<String> seen = new HashSet<>();
        private String id = "";
        private int snapshots;

        void apply(EventClient.Event event) {
            if ("snapshot".equals(event.type())) {
                snapshots++;
                values.clear();
                seen.clear();
            }
            event.data()
                    .path("snapshot".equals(event.type()) ? "settings" : "changes")
                    .forEach(entry -> {
                        var name = entry.path("name").asString();
                        long revision = entry.path("revision").asLong();
                        if (!seen.add(name + "@" + revision)) {
                            repeated.add(name + "@" + revision);
                        }
                        if (revisions.merge(name, revision, Math::max) > revision) {
                            wentBack.add(name + "@" + revision);
                        }
                    });
            values.putAll(event.entries());
            id = event.id();
        }

        Map<String, String> present() {
            var present = new TreeMap<>(values);
            present.values().removeIf("removed"::equals);
            return present;
        }
    }

    /** Somebody who writes all the time, straight into the store. */
    private static final class Load implements AutoCloseable {
        private final AtomicBoolean ending = new AtomicBoolean();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final Thread thread;

        Load(Namespace namespace, long seed) {
            thread = new Thread(() -> write(namespace, new Random(seed)), "load");
            thread.setDaemon(true);
            thread.start();
        }

        void end() throws InterruptedException {
            ending.set(true);
            thread.join(SOON.toMillis());
            assertThat(failure.get()).isNull();
            assertThat(thread.isAlive()).isFalse();
        }

        @Override
        public void close() {
            ending.set(true);
        }

        private void write(Namespace namespace, Random random) {
            var redis = RedisServer.shared();
            try (var store = TestStore.on(redis.host(), redis.port())) {
                for (int i = 0; !ending.get(); i++) {
                    var changes = new HashMap<String, Change>();
                    for (int j = random.nextInt(3); j >= 0; j--) {
                        var name = "n" + random.nextInt(NAMES);
                        changes.put(
                                name,
                                random.nextInt(4) == 0
                                        ? new Change.Remove(new SettingName(name))
                                        : TestStore.put(name, String.valueOf(i)));
                    }
                    store.settings()
                            .write(TestStore.set(namespace, changes.values().toArray(Change[]::new)));
                    LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
                }
            } catch (RuntimeException e) {
                failure.set(e);
            }
        }
    }
}
