package io.sluice.watch;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisUsers;
import io.sluice.setting.Namespace;
import io.sluice.store.RedisStore;
import io.sluice.store.StoreLimits;
import io.sluice.store.TestStore;
import io.sluice.watch.WatchListener.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many subscribers that lose Redis, and find it again, all at the same moment: S6. */
class FleetIT {
    private static final int SUBSCRIBERS = 200;
    private static final int CHANGES = 5_000;
    private static final Duration CUT = Duration.ofSeconds(30);
    private static final Duration AT_ONCE = Duration.ofNanos(1);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Namespace namespace = newNamespace();
    private final List<Subscriber> fleet = new ArrayList<>();

    @AfterEach
    void closeFleet() {
        fleet.parallelStream().forEach(Subscriber::close);
    }

    @Test
    void s6FleetWhenCutAtOnceThenAllAreLiveAndEqualAgainAndWritesGoOnMeanwhile() {
        try (var redis = RedisServer.launch();
                var admin = TestStore.on(redis.host(), redis.port(), StoreLimits.standard(), PATIENCE);
                var door = new Door(redis)) {
            write(admin, "before", AT_ONCE);
            begin(redis);
            try (var writes =
                    new WriteLoad(admin.settings(), namespace, Duration.ofMillis(20), i -> put("hot", "" + i))) {
                await().atMost(PATIENCE).until(() -> writes.took().size() >= 250);
                var before = List.copyOf(writes.took());
                miss(admin, door, AT_ONCE);
                int written = writes.took().size();
                comeBack(door, "while others write");
                var all = List.copyOf(writes.took());
                print("before the cut", before);
                print("meanwhile", all.subList(written, all.size()));
            }
            miss(admin, door, CUT.dividedBy(CHANGES));
            comeBack(door, "after " + CUT.toSeconds() + " s");
            var truth = Copy.inRedis(redis, namespace);
            assertThat(truth.envelopes()).hasSizeGreaterThan(CHANGES);
            for (var subscriber : fleet) {
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(Copy.of(subscriber.snapshot()).differences(truth))
                                        .isEmpty());
            }
        }
    }

    private void begin(RedisServer redis) {
        for (int i = 0; i < SUBSCRIBERS; i++) {
            fleet.add(Subscriber.at(redis.host(), redis.port(), namespace)
                    .heartbeat(Duration.ofSeconds(2))
                    .jitter(Duration.ofMillis(200))
                    .start());
        }
        awaitLive();
    }

    private void miss(RedisStore admin, Door door, Duration pause) {
        door.shut(RedisUsers.SUBSCRIBER);
        write(admin, "missed", pause);
        assertThat(fleet).allMatch(subscriber -> subscriber.state() == WatchState.STALE);
    }

    /** Nothing coalesces: each change has a name of its own. */
    private void write(RedisStore admin, String value, Duration pause) {
        try (var load =
                new WriteLoad(admin.settings(), namespace, pause, i -> put("changed/" + i, "\"" + value + "\""))) {
            await().atMost(PATIENCE).until(() -> load.took().size() >= CHANGES);
        }
    }

    private void comeBack(Door door, String when) {
        fleet.forEach(subscriber -> subscriber.recorder().clear());
        long opened = System.nanoTime();
        door.open();
        awaitLive();
        var live = fleet.stream()
                .map(subscriber ->
                        subscriber.recorder().first(WatchState.LIVE, opened).orElseThrow())
                .map(move -> (move.at() - opened) / 1_000_000)
                .sorted()
                .toList();
        System.out.printf(
                "S6 %d subscribers, %d changes missed, %s: first LIVE after %d ms, half after %d ms, last after %d ms%n",
                SUBSCRIBERS, CHANGES, when, live.get(0), live.get(live.size() / 2), live.get(live.size() - 1));
        for (var subscriber : fleet) {
            assertThat(subscriber.recorder().resyncs()).allMatch(resync -> resync.kind() == Kind.DELTA);
            assertThat(subscriber.recorder().entriesRead()).isGreaterThanOrEqualTo(CHANGES);
        }
    }

    private void awaitLive() {
        await().atMost(PATIENCE)
                .until(() -> fleet.stream().allMatch(subscriber -> subscriber.state() == WatchState.LIVE));
    }

    private static void print(String when, List<Duration> took) {
        System.out.printf(
                "S6 %d writes %s took p50 %.1f ms and p99 %.1f ms%n",
                took.size(), when, percentile(took, 50), percentile(took, 99));
    }

    private static double percentile(List<Duration> took, int percent) {
        var sorted = took.stream().sorted().toList();
        return sorted.get((sorted.size() - 1) * percent / 100).toNanos() / 1e6;
    }

    /**
     * Where Redis listens. The admin's connections stay open when it is closed, and nothing stands between the fleet and Redis that
     * would need a processor itself.
     */
    private static final class Door implements AutoCloseable {
        private final String port;
        private final RedisClient client;
        private final RedisCommands<String, String> inside;

        Door(RedisServer redis) {
            port = Integer.toString(redis.port());
            client = RedisClient.create(redis.uri());
            inside = client.connect().sync();
        }

        /** Whoever knocks is refused, and a user's connections are gone. */
        void shut(String user) {
            inside.configSet("port", "0");
            inside.clientKill(KillArgs.Builder.user(user));
        }

        void open() {
            inside.configSet("port", port);
        }

        @Override
        public void close() {
            client.shutdown(0, 0, TimeUnit.SECONDS);
        }
    }
}
