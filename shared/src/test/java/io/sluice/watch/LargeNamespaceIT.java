package io.sluice.watch;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.store.Scope;
import io.sluice.store.TestStore;
import io.sluice.store.WriteResult.Applied;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** 100,000 settings, of which 1,000 change every second. Says what that costs the thread that applies them. */
class LargeNamespaceIT {
    private static final int SETTINGS = 100_000;
    private static final int CHANGES_A_SECOND = 1_000;
    private static final int SECONDS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Namespace namespace = newNamespace();
    private final Queue<WatchListener.Cause> resyncs = new ConcurrentLinkedQueue<>();

    @Test
    void changesWhenTheNamespaceIsLargeThenAllAreAppliedFromTheirMessages() {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            for (int begin = 0; begin < SETTINGS; begin += 1000) {
                var changes = IntStream.range(begin, begin + 1000)
                        .mapToObj(i -> put("service-" + i + ".limits.max", "0"))
                        .toArray(Change[]::new);
                assertThat(store.settings().write(set(namespace, changes))).isInstanceOf(Applied.class);
            }
            var options = new WatchOptions(
                    new Scope.Only(Set.of(namespace)),
                    Duration.ofSeconds(2),
                    10_000,
                    Duration.ZERO,
                    null,
                    Duration.ofDays(7));
            var self = new NodeIdentity("large", "localhost", "large-namespace-it", "1", Instant.now());
            try (var watcher = new Watcher(
                    store.feed(),
                    store.nodes(),
                    self,
                    options,
                    null,
                    List.of(new Recorded()),
                    List::of,
                    Clock.systemUTC())) {
                watcher.start();
                await().atMost(PATIENCE).until(() -> watcher.state() == WatchState.LIVE);
                var replica = watcher.find(namespace).orElseThrow();
                assertThat(replica.snapshot().size()).isEqualTo(SETTINGS);
                assertThat(resyncs).hasSize(1);

                long before = cpuOfTheWatcher();
                long begun = System.nanoTime();
                Applied last = null;
                for (int i = 0; i < SECONDS * CHANGES_A_SECOND; i++) {
                    LockSupport.parkNanos(begun + i * 1_000_000_000L / CHANGES_A_SECOND - System.nanoTime());
                    var change = put("service-" + i * 7L % SETTINGS + ".limits.max", "" + (i + 1));
                    last = (Applied) store.settings().write(set(namespace, change));
                }
                var head = last == null ? null : last.head();
                await().atMost(PATIENCE)
                        .until(() -> replica.snapshot().head() != null
                                && replica.snapshot().head().equals(head));
                double seconds = (System.nanoTime() - begun) / 1e9;
                double busy = (cpuOfTheWatcher() - before) / 1e9;
                assertThat(resyncs).hasSize(1);
                System.out.printf(
                        "large namespace: %,d settings, %,d changes in %.1f s; the applying thread was busy for %.2f s (%.1f %% of a core)%n",
                        SETTINGS, SECONDS * CHANGES_A_SECOND, seconds, busy, 100 * busy / seconds);
            }
        }
    }

    private static long cpuOfTheWatcher() {
        var threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().equals("sluice-watcher"))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                .sum();
    }

    private final class Recorded implements WatchListener {
        @Override
        public void resynced(Namespace of, Kind kind, Cause cause, int entries, Duration took) {
            resyncs.add(cause);
        }
    }
}
