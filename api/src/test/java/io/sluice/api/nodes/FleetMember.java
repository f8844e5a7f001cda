package io.sluice.api.nodes;

import io.sluice.servers.RedisUsers;
import io.sluice.setting.Namespace;
import io.sluice.store.RedisStore;
import io.sluice.store.Rejection;
import io.sluice.store.Scope;
import io.sluice.store.TestStore;
import io.sluice.watch.NodeIdentity;
import io.sluice.watch.WatchOptions;
import io.sluice.watch.Watcher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** A service that follows a namespace, as far as the fleet sees one. */
record FleetMember(String host, RedisStore store, Watcher watcher) implements AutoCloseable {
    private static final Duration HEARTBEAT = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** One that has caught up; its host has the name of the service. */
    static FleetMember of(
            String service, String redisHost, int redisPort, Namespace namespace, List<Rejection> rejections) {
        var host = service + "-1";
        var store = TestStore.as(RedisUsers.SUBSCRIBER, redisHost, redisPort);
        var watcher = new Watcher(
                store.feed(),
                store.nodes(),
                new NodeIdentity(host + "-4711", host, service, "2.4.1", Instant.now()),
                new WatchOptions(
                        new Scope.Only(Set.of(namespace)), HEARTBEAT, 1000, Duration.ZERO, null, Duration.ofDays(7)),
                null,
                List.of(),
                () -> rejections,
                Clock.systemUTC());
        watcher.start();
        try {
            if (!watcher.awaitLive(PATIENCE)) {
                throw new IllegalStateException(service + ": not live after " + PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return new FleetMember(host, store, watcher);
    }

    @Override
    public void close() {
        watcher.close();
        store.close();
    }
}
