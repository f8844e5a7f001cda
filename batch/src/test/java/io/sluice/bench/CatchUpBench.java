package io.sluice.bench;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisSetup;
import io.sluice.servers.TcpProxy;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Namespace;
import io.sluice.setting.Origin;
import io.sluice.setting.RequestId;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.RedisStore;
import io.sluice.store.Scope;
import io.sluice.store.TestStore;
import io.sluice.watch.NodeIdentity;
import io.sluice.watch.WatchListener;
import io.sluice.watch.WatchOptions;
import io.sluice.watch.WatchState;
import io.sluice.watch.Watcher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What a subscriber takes to catch up, beside the bare reads of the same entries. */
final class CatchUpBench {
    private static final Namespace NAMESPACE = new Namespace("bench");
    private static final String KEY = "sluice:{bench}:";
    private static final int PAGE = 1000;
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int ALL = 100_000;

    private CatchUpBench() {}

    static void run(Rounds rounds, Results results) throws Exception {
        for (int size : new int[] {10_000, 1_000_000}) {
            try (var redis = RedisServer.launch(RedisSetup.temporary().with("appendfsync", "no"));
                    var store = TestStore.on(redis.host(), redis.port());
                    var bare = new BareReads(redis)) {
                write(store, 0, size);
                for (int missed : new int[] {10, 1_000}) {
                    // The newest are those, whoever comes first.
                    write(store, 0, missed);
                    try (var proxy = TcpProxy.to(redis);
                            var subscriber = new Subscriber(proxy.host(), proxy.port())) {
                        rounds.compare(
                                "%,d missed of %,d".formatted(missed, size),
                                "ms",
                                Target.atMost(1.5),
                                () -> {
                                    proxy.cut();
                                    subscriber.await(WatchState.STALE);
                                    write(store, 0, missed);
                                    proxy.pass();
                                    return subscriber.took(WatchListener.Kind.DELTA);
                                },
                                () -> bare.delta(missed));
                    }
                }
            }
        }
        try (var redis = RedisServer.launch(RedisSetup.temporary().with("appendfsync", "no"));
                var store = TestStore.on(redis.host(), redis.port());
                var bare = new BareReads(redis)) {
            write(store, 0, ALL);
            rounds.compare(
                    "first start with %,d".formatted(ALL),
                    "ms",
                    Target.atMost(2),
                    () -> {
                        try (var subscriber = new Subscriber(redis.host(), redis.port())) {
                            return subscriber.first;
                        }
                    },
                    bare::all);
        }
    }

    private static void write(RedisStore store, int from, int to) {
        store.settings().register(NAMESPACE);
        for (int first = from; first < to; first += PAGE) {
            var changes = IntStream.range(first, Math.min(to, first + PAGE))
                    .<Change>mapToObj(i -> new Change.Put(
                            new SettingName("service-%d/limit-%d".formatted(i % 100, i)),
                            new SettingValue("{\"max\":%d,\"of\":\"%s\"}".formatted(i, "x".repeat(60)))))
                    .toList();
            store.settings().write(new ChangeSet(NAMESPACE, changes, new Origin("alice", null, RequestId.random())));
        }
    }

    /** A watcher that tells how long its catch-ups took. */
    private static final class Subscriber implements AutoCloseable {
        private final LinkedBlockingQueue<Took> catchUps = new LinkedBlockingQueue<>();
        private final RedisStore store;
        private final Watcher watcher;
        private final double first;

        private record Took(WatchListener.Kind kind, double millis) {}

        Subscriber(String host, int port) throws InterruptedException {
            store = TestStore.on(host, port);
            var listener = new WatchListener() {
                @Override
                public void resynced(Namespace namespace, Kind kind, Cause cause, int entries, Duration took) {
                    catchUps.add(new Took(kind, took.toNanos() / 1e6));
                }
            };
            watcher = new Watcher(
                    store.feed(),
                    store.nodes(),
                    new NodeIdentity("bench", "localhost", "bench", "1", Instant.now()),
                    new WatchOptions(
                            new Scope.Only(Set.of(NAMESPACE)),
                            Duration.ofSeconds(1),
                            10_000,
                            Duration.ZERO,
                            null,
                            Duration.ofDays(7)),
                    null,
                    List.of(listener),
                    List::of,
                    Clock.systemUTC());
            watcher.start();
            first = took(WatchListener.Kind.FULL);
            await(WatchState.LIVE);
        }

        /** How long the next catch-up of this kind took, in milliseconds. */
        double took(WatchListener.Kind kind) throws InterruptedException {
            while (true) {
                var took = catchUps.poll(LONG.toSeconds(), TimeUnit.SECONDS);
                if (took == null) {
                    throw new IllegalStateException("catch-up: none (expected: " + kind + ")");
                }
                if (took.kind() == kind) {
                    return took.millis();
                }
            }
        }

        void await(WatchState state) {
            Deadline.await("watcher is " + state, LONG, () -> watcher.state() == state);
            if (state == WatchState.STALE) {
                catchUps.clear();
            }
        }

        @Override
        public void close() {
            watcher.close();
            store.close();
        }
    }

    /** Names from the feed, then their entries; or all entries at once. */
    private static final class BareReads implements AutoCloseable {
        private final RedisClient client;
        private final RedisCommands<String, String> commands;

        BareReads(RedisServer redis) {
            client = RedisClient.create("redis://" + redis.host() + ":" + redis.port());
            var connection = client.connect();
            connection.setTimeout(LONG);
            commands = connection.sync();
        }

        double delta(int missed) {
            long last = Long.parseLong(commands.hget(KEY + "meta", "offset"));
            long begun = System.nanoTime();
            var names = commands.zrangebyscore(
                    KEY + "feed",
                    Range.from(Range.Boundary.excluding(last - missed), Range.Boundary.unbounded()),
                    Limit.unlimited());
            var entries = commands.hmget(KEY + "settings", names.toArray(String[]::new));
            long took = System.nanoTime() - begun;
            if (entries.size() != missed) {
                throw new IllegalStateException("entries: %d (expected: %d)".formatted(entries.size(), missed));
            }
            return took / 1e6;
        }

        double all() {
            long begun = System.nanoTime();
            int size = commands.hgetall(KEY + "settings").size();
            long took = System.nanoTime() - begun;
            if (size != ALL) {
                throw new IllegalStateException("entries: %d (expected: %d)".formatted(size, ALL));
            }
            return took / 1e6;
        }

        @Override
        public void close() {
            client.shutdown(0, 1, TimeUnit.SECONDS);
        }
    }
}
