package io.sluice.bench;

import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisUsers;
import io.sluice.setting.Revision;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/** Watchers in this process, each with a store of its own, as each is a process of its own elsewhere. */
final class Subscribers implements AutoCloseable {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int QUEUE = 100_000;

    private final List<RedisStore> stores = new ArrayList<>();
    private final List<Watcher> watchers = new ArrayList<>();

    /**
     * Starts them, and waits until all are live.
     *
     * @param listeners by the number of the subscriber, from 0
     */
    Subscribers(RedisServer redis, int size, Duration heartbeat, IntFunction<WatchListener> listeners) {
        for (int i = 0; i < size; i++) {
            var store = TestStore.as(RedisUsers.SUBSCRIBER, redis.host(), redis.port());
            stores.add(store);
            var watcher = new Watcher(
                    store.feed(),
                    store.nodes(),
                    new NodeIdentity("bench-" + i, "localhost", "bench", "1", Instant.now()),
                    new WatchOptions(
                            new Scope.Only(Set.of(WritesBench.NAMESPACE)),
                            heartbeat,
                            QUEUE,
                            Duration.ofMillis(200),
                            null,
                            Duration.ofDays(7)),
                    null,
                    List.of(listeners.apply(i)),
                    List::of,
                    Clock.systemUTC());
            watchers.add(watcher);
            watcher.start();
        }
        Deadline.await("subscribers are live", LONG, this::areLive);
    }

    boolean areLive() {
        return watchers.stream().allMatch(watcher -> watcher.state() == WatchState.LIVE);
    }

    /** Until all have a write of this revision, or a later one. */
    void await(Revision revision) {
        Deadline.await(
                "all applied",
                LONG,
                () -> watchers.stream()
                        .allMatch(watcher -> watcher.find(WritesBench.NAMESPACE)
                                .map(replica -> replica.snapshot().head())
                                .filter(head -> !revision.isAfter(head.revision()))
                                .isPresent()));
    }

    @Override
    public void close() {
        watchers.forEach(Watcher::close);
        stores.forEach(RedisStore::close);
    }
}
