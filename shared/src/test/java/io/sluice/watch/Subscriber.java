package io.sluice.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisUsers;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Snapshot;
import io.sluice.store.ReadFrom;
import io.sluice.store.RedisStore;
import io.sluice.store.Scope;
import io.sluice.store.TestStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

/** A subscriber with connections of its own, an unreliable feed, and a record of what it went through. */
final class Subscriber implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final String id = "node-" + UUID.randomUUID();
    private final Namespace namespace;
    private final Duration heartbeat;
    private final RedisStore store;
    private final UnreliableFeed feed;
    private final Recorder recorder = new Recorder();
    private final Watcher watcher;

    private Subscriber(Setup setup) {
        namespace = setup.namespace;
        heartbeat = setup.heartbeat;
        store = TestStore.on(setup.redis, setup.readFrom);
        feed = new UnreliableFeed(store.feed());
        feed.around(setup.reading);
        List<WatchListener> listeners = new ArrayList<>(setup.listeners);
        listeners.add(recorder);
        watcher = new Watcher(
                feed,
                store.nodes(),
                new NodeIdentity(id, "localhost", "subscriber", "1", Instant.now()),
                new WatchOptions(
                        setup.scope, heartbeat, setup.queue, setup.jitter, setup.snapshots, Duration.ofDays(7)),
                setup.salvaging ? store.settings() : null,
                listeners,
                List::of,
                Clock.systemUTC());
    }

    /** One that follows a namespace at this address, with a short heartbeat, and with the rights of a subscriber. */
    static Setup at(String host, int port, Namespace namespace) {
        return new Setup(new RedisStandaloneConfiguration(host, port), namespace);
    }

    /** One that follows a namespace in a cluster, or on whichever server Sentinel names; the same otherwise. */
    static Setup in(RedisConfiguration redis, Namespace namespace) {
        return new Setup(redis, namespace);
    }

    /** How it is to be. */
    static final class Setup {
        private final RedisConfiguration redis;
        private final Namespace namespace;
        private final List<WatchListener> listeners = new ArrayList<>();
        private Scope scope;
        private Duration heartbeat = Duration.ofMillis(300);
        private Duration jitter = Duration.ZERO;
        private int queue = 10_000;
        private ReadFrom readFrom = ReadFrom.MASTER;
        private boolean salvaging;
        private UnreliableFeed.Reading reading = new UnreliableFeed.Reading() {};
        private @Nullable Path snapshots;

        private Setup(RedisConfiguration redis, Namespace namespace) {
            this.redis = redis;
            this.namespace = namespace;
            this.scope = new Scope.Only(Set.of(namespace));
            as(RedisUsers.SUBSCRIBER, RedisUsers.password(RedisUsers.SUBSCRIBER));
        }

        /** Follows all namespaces, of which the one is looked at. */
        Setup all() {
            scope = new Scope.All();
            return this;
        }

        Setup as(String user, String password) {
            if (redis instanceof RedisConfiguration.WithAuthentication login) {
                login.setUsername(user);
                login.setPassword(password);
            }
            return this;
        }

        Setup heartbeat(Duration pause) {
            heartbeat = pause;
            return this;
        }

        Setup jitter(Duration most) {
            jitter = most;
            return this;
        }

        Setup queue(int messages) {
            queue = messages;
            return this;
        }

        /** Reads at a replica that Sentinel knows. */
        Setup fromReplicas() {
            readFrom = ReadFrom.REPLICAS;
            return this;
        }

        Setup salvaging() {
            salvaging = true;
            return as(RedisUsers.API, RedisUsers.password(RedisUsers.API));
        }

        Setup snapshots(Path folder) {
            snapshots = folder;
            return this;
        }

        /** From the first catch-up on. */
        Setup around(UnreliableFeed.Reading what) {
            reading = what;
            return this;
        }

        Setup telling(WatchListener listener) {
            listeners.add(listener);
            return this;
        }

        Subscriber start() {
            var subscriber = new Subscriber(this);
            subscriber.watcher.start();
            return subscriber;
        }

        Subscriber live() {
            var subscriber = start();
            try {
                subscriber.awaitLive();
                return subscriber;
            } catch (ConditionTimeoutException e) {
                subscriber.close();
                throw e;
            }
        }
    }

    String id() {
        return id;
    }

    UnreliableFeed feed() {
        return feed;
    }

    Recorder recorder() {
        return recorder;
    }

    Replicas replicas() {
        return watcher;
    }

    Replica replica() {
        return watcher.find(namespace).orElseThrow();
    }

    WatchState state() {
        return replica().state();
    }

    Snapshot snapshot() {
        return replica().snapshot();
    }

    /** The JSON text of a setting that is present. */
    String value(String name) {
        return Objects.requireNonNull(snapshot().find(name)).value().json();
    }

    void awaitLive() {
        await().atMost(SOON).until(() -> watcher.state() == WatchState.LIVE);
    }

    void awaitHead(Head head) {
        await().atMost(SOON).until(() -> head.equals(snapshot().head()));
    }

    /** Live, and the same as Redis. */
    void awaitEqual(RedisServer redis) {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(watcher.state()).isEqualTo(WatchState.LIVE);
            assertEqual(redis);
        });
    }

    void assertEqual(RedisServer redis) {
        assertThat(Copy.of(snapshot()).differences(Copy.inRedis(redis, namespace)))
                .as("replica and Redis")
                .isEmpty();
    }

    /** To be called just before the fault. */
    Outage outage(String fault) {
        return new Outage(fault, recorder, heartbeat);
    }

    /** Ends the watcher; what it held stays readable. */
    void end() {
        watcher.close();
    }

    @Override
    public void close() {
        end();
        store.close();
    }
}
