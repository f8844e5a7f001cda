package io.sluice.batch;

import io.sluice.servers.RedisUsers;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import io.sluice.store.RedisStore;
import io.sluice.store.Scope;
import io.sluice.store.TestStore;
import io.sluice.watch.NodeIdentity;
import io.sluice.watch.Replica;
import io.sluice.watch.WatchListener;
import io.sluice.watch.WatchOptions;
import io.sluice.watch.WatchState;
import io.sluice.watch.Watcher;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/** What an api node does with Redis: follows all namespaces, and brings back what Redis has lost. */
public final class ApiNode implements AutoCloseable {
    private final RedisStore store;
    private final Watcher watcher;
    private final Set<String> dropped = new ConcurrentSkipListSet<>();

    private ApiNode(RedisStore store, @Nullable Path snapshots) {
        this.store = store;
        var drops = new WatchListener() {
            @Override
            public void changed(Snapshot before, Snapshot after, Collection<SettingName> names) {
                names.stream()
                        .filter(name -> before.entry(name) != null && after.entry(name) == null)
                        .forEach(name -> dropped.add(name.text()));
            }
        };
        var id = "api-" + UUID.randomUUID();
        watcher = new Watcher(
                store.feed(),
                store.nodes(),
                new NodeIdentity(id, "localhost", "api", "1", Instant.now()),
                new WatchOptions(
                        new Scope.All(), Duration.ofMillis(300), 10_000, Duration.ZERO, snapshots, Duration.ofDays(7)),
                store.settings(),
                List.of(drops),
                List::of,
                Clock.systemUTC());
        watcher.start();
    }

    /** Starts one at this address. */
    public static ApiNode start(String host, int port) {
        return new ApiNode(TestStore.as(RedisUsers.API, host, port), null);
    }

    /** Starts one at this address that keeps snapshots on disk. */
    public static ApiNode start(String host, int port, Path snapshots) {
        return new ApiNode(TestStore.as(RedisUsers.API, host, port), snapshots);
    }

    /** The JSON text of a setting; null if there is none. */
    public @Nullable String value(Namespace namespace, String name) {
        var setting = watcher.find(namespace)
                .map(Replica::snapshot)
                .map(snapshot -> snapshot.find(name))
                .orElse(null);
        return setting == null ? null : setting.value().json();
    }

    /** Name to revision of all that it holds, removed ones included. */
    public Map<String, Long> revisions(Namespace namespace) {
        var revisions = new TreeMap<String, Long>();
        watcher.find(namespace)
                .ifPresent(replica -> replica.snapshot()
                        .forEach(entry -> revisions.put(
                                entry.name().text(), entry.revision().micros())));
        return revisions;
    }

    /** Whether it has caught up with everything, the head of that namespace in Redis included. */
    public boolean isLive(Namespace namespace) {
        var head = watcher.find(namespace).map(replica -> replica.snapshot().head());
        return watcher.state() == WatchState.LIVE
                && Objects.equals(head, store.feed().head(namespace));
    }

    /** The names that it had, and has not even as a tombstone any more. */
    public Set<String> dropped() {
        return dropped;
    }

    @Override
    public void close() {
        watcher.close();
        store.close();
    }
}
