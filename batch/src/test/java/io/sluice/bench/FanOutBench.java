package io.sluice.bench;

import io.lettuce.core.RedisClient;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisSetup;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import io.sluice.store.RedisStore;
import io.sluice.store.TestStore;
import io.sluice.store.WriteResult;
import io.sluice.watch.WatchListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** From a write until all subscribers have applied it, beside the least script and a callback that fills a map. */
final class FanOutBench {
    private static final int[] SUBSCRIBERS = {1, 10, 100};
    private static final int[] BYTES = {100, 1024};
    private static final int PACED = 200;
    private static final Duration PACE = Duration.ofMillis(10);
    private static final int CALLERS = 8;
    private static final long SATURATED = TimeUnit.SECONDS.toNanos(2);
    private static final Duration LONG = Duration.ofMinutes(1);

    private FanOutBench() {}

    static void run(Rounds rounds, Results results) throws Exception {
        for (int subscribers : SUBSCRIBERS) {
            try (var redis = RedisServer.launch(RedisSetup.temporary().with("appendfsync", "no"));
                    var ours = new Ours(redis, subscribers);
                    var bare = new BareFleet(redis, subscribers)) {
                for (int bytes : BYTES) {
                    var what = "%d subscribers, %d bytes, ".formatted(subscribers, bytes);
                    var value = "\"" + "x".repeat(bytes - 2) + "\"";
                    rounds.compare(
                            what + "100/s, p50",
                            "µs",
                            Target.atMost(1.15),
                            what + "100/s, p99",
                            Target.atMost(1.3),
                            () -> paced(ours, subscribers, value),
                            () -> paced(bare, subscribers, value));
                    rounds.compare(
                            what + "saturated",
                            "applied/s",
                            Target.atLeast(0.9),
                            () -> saturated(ours, subscribers, value),
                            () -> saturated(bare, subscribers, value));
                }
            }
        }
    }

    /** Who writes, and those who apply it. */
    private interface Fleet extends AutoCloseable {
        void write(String name, String value);

        Applied applied();

        @Override
        void close();

        /** Until all subscribers have all that was written, so many writes since {@link Applied#expect}. */
        void await(long writes);
    }

    /** What all subscribers together have applied. Thread-safe. */
    private static final class Applied {
        private final LongAdder count = new LongAdder();
        private volatile long[] at = new long[0];
        private volatile int subscribers;

        void expect(int writes, int fleet) {
            subscribers = fleet;
            at = new long[writes * fleet];
            count.reset();
        }

        void apply(String name, int subscriber) {
            var times = at;
            if (times.length > 0) {
                int write = Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
                times[write * subscribers + subscriber] = System.nanoTime();
            }
            count.increment();
        }
    }

    private static Rounds.Pair paced(Fleet fleet, int subscribers, String value) {
        fleet.applied().expect(PACED, subscribers);
        var begun = new long[PACED];
        long next = System.nanoTime();
        for (int i = 0; i < PACED; i++) {
            while (System.nanoTime() < next) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
            begun[i] = System.nanoTime();
            fleet.write("service/limit-" + i, value);
            next += PACE.toNanos();
        }
        fleet.await(PACED);
        var at = fleet.applied().at;
        var took = new long[at.length];
        for (int i = 0; i < at.length; i++) {
            took[i] = at[i] - begun[i / subscribers];
        }
        return Rounds.Pair.ofNanos(took);
    }

    private static double saturated(Fleet fleet, int subscribers, String value) throws Exception {
        fleet.applied().expect(0, subscribers);
        long begun = System.nanoTime();
        var written = new LongAdder();
        Callers.rate(CALLERS, SATURATED, caller -> {
            fleet.write("service/limit-%d".formatted(written.intValue() % 10_000), value);
            written.increment();
        });
        fleet.await(written.sum());
        return written.sum() * subscribers * 1e9 / (System.nanoTime() - begun);
    }

    /** Sluice's. */
    private static final class Ours implements Fleet {
        private final Applied applied = new Applied();
        private final RedisStore store;
        private final Subscribers fleet;
        private final AtomicReference<Revision> last = new AtomicReference<>(new Revision(1));

        Ours(RedisServer redis, int subscribers) {
            store = TestStore.on(redis.host(), redis.port());
            store.settings().register(WritesBench.NAMESPACE);
            store.settings().write(WritesBench.set("first", "1"));
            fleet = new Subscribers(redis, subscribers, Duration.ofSeconds(1), subscriber -> new WatchListener() {
                @Override
                public void changed(Snapshot before, Snapshot after, Collection<SettingName> names) {
                    names.forEach(name -> {
                        if (name.text().startsWith("service/")) {
                            applied.apply(name.text(), subscriber);
                        }
                    });
                }
            });
        }

        @Override
        public void write(String name, String value) {
            if (store.settings().write(WritesBench.set(name, value)) instanceof WriteResult.Applied written) {
                last.accumulateAndGet(written.head().revision(), (a, b) -> a.isAfter(b) ? a : b);
            }
        }

        /** What came together is applied together, so it is no use to count. */
        @Override
        public void await(long writes) {
            fleet.await(Objects.requireNonNull(last.get()));
        }

        @Override
        public Applied applied() {
            return applied;
        }

        @Override
        public void close() {
            fleet.close();
            store.close();
        }
    }

    /** The callback that fills a map. */
    private static final class Filling extends RedisPubSubAdapter<String, String> {
        private final Map<String, String> map = new ConcurrentHashMap<>();
        private final Applied applied;
        private final int subscriber;

        Filling(Applied applied, int subscriber) {
            this.applied = applied;
            this.subscriber = subscriber;
        }

        @Override
        public void message(String channel, String message) {
            var parts = message.split(" ", 3);
            map.put(parts[1], parts[2]);
            applied.apply(parts[1], subscriber);
        }
    }

    private static final class BareFleet implements Fleet {
        private final Applied applied = new Applied();
        private final List<RedisClient> clients = new ArrayList<>();
        private final Bare bare;

        BareFleet(RedisServer redis, int subscribers) {
            bare = new Bare(redis);
            for (int i = 0; i < subscribers; i++) {
                int subscriber = i;
                // A client each, as each is a process of its own elsewhere.
                var client = RedisClient.create("redis://" + redis.host() + ":" + redis.port());
                clients.add(client);
                var connection = client.connectPubSub();
                connection.addListener(new Filling(applied, subscriber));
                connection.sync().subscribe(Bare.CHANNEL);
            }
        }

        @Override
        public void write(String name, String value) {
            bare.writeLeast(name, value);
        }

        @Override
        public void await(long writes) {
            Deadline.await("all applied", LONG, () -> applied.count.sum() >= writes * clients.size());
        }

        @Override
        public Applied applied() {
            return applied;
        }

        @Override
        public void close() {
            clients.forEach(client -> client.shutdown(0, 1, TimeUnit.SECONDS));
            bare.close();
        }
    }
}
