package io.sluice.watch;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisUsers;
import io.sluice.servers.Sentinels;
import io.sluice.setting.Namespace;
import io.sluice.store.RedisStore;
import io.sluice.store.TestStore;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;

/** A master that Sentinel looks after is lost while there is load, and comes back as a replica. */
class SentinelIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Sentinels sentinels = Sentinels.launch(2);
    private final RedisStore store = TestStore.on(configuration());
    private final List<Namespace> namespaces = List.of(newNamespace(), newNamespace());

    @AfterEach
    void close() {
        store.close();
        sentinels.close();
    }

    private RedisSentinelConfiguration configuration() {
        var redis = new RedisSentinelConfiguration(
                Sentinels.MASTER, Set.of(sentinels.addresses().split(",", -1)));
        redis.setUsername(RedisUsers.API);
        redis.setPassword(RedisUsers.password(RedisUsers.API));
        return redis;
    }

    @Test
    void writeWhenTheMasterIsKilledThenNothingProvenIsLostAndReplicasAreEqual() throws Exception {
        sufferThatNothingProvenIsLost("master killed", RedisServer::kill, RedisServer::start);
    }

    /** It takes writes until Sentinel makes it a replica, which closes its connections. */
    @Test
    void writeWhenTheMasterStandsStillThenNothingProvenIsLostAndReplicasAreEqual() throws Exception {
        sufferThatNothingProvenIsLost("master frozen", RedisServer::pause, RedisServer::resume);
    }

    @Test
    void subscriberWhenItReadsFromReplicasThenTheMasterHasNoneAndAReplicaThatIsLostOrLagsIsLeft() {
        var namespace = namespaces.get(0);
        for (int i = 0; i < 300; i++) {
            store.settings().write(set(namespace, put("n" + i, "1")));
        }
        var master = sentinels.master();
        try (var subscriber =
                Subscriber.in(configuration(), namespace).fromReplicas().live()) {
            subscriber.awaitEqual(master);
            assertThat(heardAt(master, namespace)).isZero();
            var first = reader(namespace);
            store.settings().write(set(namespace, put("a", "1")));
            subscriber.awaitEqual(master);

            first.kill();
            store.settings().write(set(namespace, put("a", "2")));
            subscriber.awaitEqual(master);
            await().atMost(SOON).until(() -> reader(namespace) != first);
            assertThat(heardAt(master, namespace)).isZero();

            // It hears nothing more, and nobody says so.
            var second = reader(namespace);
            sentinels.strand(second);
            store.settings().write(set(namespace, put("a", "3")));
            subscriber.awaitEqual(master);
            assertThat(heardAt(master, namespace)).isEqualTo(1);
        }
    }

    /** The replica at which somebody subscribes to it. */
    private RedisServer reader(Namespace namespace) {
        return sentinels.servers().stream()
                .filter(RedisServer::isRunning)
                .filter(server -> server != sentinels.master() && heardAt(server, namespace) > 0)
                .findFirst()
                .orElse(sentinels.master());
    }

    private static long heardAt(RedisServer server, Namespace namespace) {
        var answer = (List<?>)
                Objects.requireNonNull(server.command("PUBSUB", "NUMSUB", "sluice:{" + namespace + "}:changes"));
        return Long.parseLong(String.valueOf(answer.get(1)));
    }

    private interface Blow {
        void to(RedisServer server);
    }

    private void sufferThatNothingProvenIsLost(String what, Blow blow, Blow relief) throws Exception {
        var subscribers = List.of(
                Subscriber.in(configuration(), namespaces.get(0)).live(),
                Subscriber.in(configuration(), namespaces.get(1)).fromReplicas().live());
        try (var load = new TopologyLoad(store, namespaces)) {
            load.awaitMore(200);
            var lost = sentinels.master();
            long begun = System.nanoTime();
            blow.to(lost);
            await().atMost(SOON).until(() -> sentinels.master() != lost);
            long named = System.nanoTime();
            load.awaitAllToWrite();
            System.out.printf(
                    "%s: another named after %d ms, written again %d ms later%n",
                    what,
                    Duration.ofNanos(named - begun).toMillis(),
                    Duration.ofNanos(System.nanoTime() - named).toMillis());
            relief.to(lost);
            // Sentinel closes all connections when it makes it a replica.
            await().atMost(SOON)
                    .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                    .until(() ->
                            String.valueOf(lost.command("INFO", "replication")).contains("master_link_status:up"));
            load.awaitMore(200);
            load.end();
            var master = sentinels.master();
            assertThat(master).isNotSameAs(lost);
            load.requireProven(any -> master);
            subscribers.forEach(subscriber -> subscriber.awaitEqual(master));
        } finally {
            subscribers.forEach(Subscriber::close);
        }
    }
}
