package io.sluice.watch;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import io.sluice.setting.Namespace;
import io.sluice.store.StoreLimits;
import io.sluice.store.TestStore;
import io.sluice.watch.WatchListener.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many subscribers that lose Redis, and find it again, all at the same moment: S6. */
class FleetIT {
    private static final int SUBSCRIBERS = 200;
    private static final int CHANGES = 5_000;
    private static final Duration CUT = Duration.ofSeconds(30);
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
                var proxy = TcpProxy.to(redis)) {
            // As it is in a fleet that runs: the settings are there, and code that is used is compiled.
            try (var initial =
                    new WriteLoad(admin.settings(), namespace, Duration.ofNanos(1), i -> put("missed/" + i, "0"))) {
                await().atMost(PATIENCE).until(() -> initial.took().size() >= CHANGES);
            }
            begin(proxy);
            long passed;
            List<Duration> before;
            List<Duration> during;
            try (var writes =
                    new WriteLoad(admin.settings(), namespace, Duration.ofMillis(20), i -> put("hot", "" + i))) {
                await().atMost(PATIENCE).until(() -> writes.took().size() >= 250);
                before = List.copyOf(writes.took());
                proxy.cut();
                // Nothing coalesces: each has a name of its own.
                try (var missed = new WriteLoad(
                        admin.settings(), namespace, CUT.dividedBy(CHANGES), i -> put("missed/" + i, "" + i))) {
                    await().atMost(PATIENCE).until(() -> missed.took().size() >= CHANGES);
                }
                assertThat(fleet).allMatch(subscriber -> subscriber.state() == WatchState.STALE);
                fleet.forEach(subscriber -> subscriber.recorder().clear());
                int written = writes.took().size();
                passed = System.nanoTime();
                proxy.pass();
                await().atMost(PATIENCE).until(() -> fleet.stream().allMatch(this::isLive));
                var all = List.copyOf(writes.took());
                during = all.subList(written, all.size());
                print(passed, before, during);
            }
            var truth = Copy.inRedis(redis, namespace);
            assertThat(truth.envelopes()).hasSizeGreaterThan(CHANGES);
            for (var subscriber : fleet) {
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(Copy.of(subscriber.snapshot()).differences(truth))
                                        .isEmpty());
                assertThat(subscriber.recorder().resyncs()).allMatch(resync -> resync.kind() == Kind.DELTA);
            }
        }
    }

    private void begin(TcpProxy proxy) {
        for (int i = 0; i < SUBSCRIBERS; i++) {
            fleet.add(Subscriber.at(proxy.host(), proxy.port(), namespace)
                    .heartbeat(Duration.ofSeconds(2))
                    .jitter(Duration.ofMillis(200))
                    .start());
        }
        await().atMost(PATIENCE).until(() -> fleet.stream().allMatch(this::isLive));
    }

    private boolean isLive(Subscriber subscriber) {
        return subscriber.state() == WatchState.LIVE;
    }

    private void print(long passed, List<Duration> before, List<Duration> during) {
        var live = fleet.stream()
                .map(subscriber ->
                        subscriber.recorder().first(WatchState.LIVE, passed).orElseThrow())
                .map(move -> Duration.ofNanos(move.at() - passed))
                .sorted()
                .toList();
        System.out.printf(
                "S6 %d subscribers cut for %d s, %d changes missed: first LIVE after %d ms, half after %d ms, last after %d ms;"
                        + " writes took p50 %.1f ms and p99 %.1f ms before, p50 %.1f ms and p99 %.1f ms (of %d) meanwhile%n",
                SUBSCRIBERS,
                CUT.toSeconds(),
                CHANGES,
                live.get(0).toMillis(),
                live.get(live.size() / 2).toMillis(),
                live.get(live.size() - 1).toMillis(),
                percentile(before, 50),
                percentile(before, 99),
                percentile(during, 50),
                percentile(during, 99),
                during.size());
    }

    private static double percentile(List<Duration> took, int percent) {
        var sorted = took.stream().sorted().toList();
        return sorted.get((sorted.size() - 1) * percent / 100).toNanos() / 1e6;
    }
}
