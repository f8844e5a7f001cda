package io.sluice.watch;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.RedisCluster;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisUsers;
import io.sluice.setting.Namespace;
import io.sluice.store.RedisStore;
import io.sluice.store.TestStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisClusterConfiguration;

/** Namespaces on the three masters of a cluster, of which one is lost, or gives a slot away, while there is load. */
class ClusterIT {
    private final RedisCluster cluster = RedisCluster.launch(3);
    private final RedisStore store = TestStore.on(configuration());
    private final List<Namespace> namespaces = namespacesOnAllMasters();

    @AfterEach
    void close() {
        store.close();
        cluster.close();
    }

    private RedisClusterConfiguration configuration() {
        var redis = new RedisClusterConfiguration(List.of(cluster.addresses().split(",", -1)));
        redis.setUsername(RedisUsers.API);
        redis.setPassword(RedisUsers.password(RedisUsers.API));
        return redis;
    }

    private List<Namespace> namespacesOnAllMasters() {
        var some = new ArrayList<Namespace>();
        var holders = new HashSet<Integer>();
        while (some.size() < 9 || holders.size() < 3) {
            var namespace = newNamespace();
            some.add(namespace);
            holders.add(holder(namespace).port());
            store.settings().register(namespace);
        }
        return some;
    }

    private int slot(Namespace namespace) {
        return cluster.slot("sluice:{" + namespace + "}:meta");
    }

    private RedisServer holder(Namespace namespace) {
        return cluster.holder(slot(namespace));
    }

    private List<Subscriber> subscribers() {
        return namespaces.stream()
                .map(namespace -> Subscriber.in(configuration(), namespace).live())
                .toList();
    }

    private void awaitEqual(List<Subscriber> subscribers) {
        for (int i = 0; i < namespaces.size(); i++) {
            subscribers.get(i).awaitEqual(holder(namespaces.get(i)));
        }
    }

    @Test
    void subscriberWhenItFollowsAllThenGetsWhatIsWrittenAtEveryMaster() {
        try (var subscriber =
                Subscriber.in(configuration(), namespaces.get(0)).all().live()) {
            for (var namespace : namespaces) {
                store.settings().write(set(namespace, put("a", "1"), put("b", "2")));
            }
            subscriber.awaitEqual(holder(namespaces.get(0)));
            for (var namespace : namespaces) {
                await().atMost(Duration.ofSeconds(5))
                        .until(() -> subscriber
                                .replicas()
                                .find(namespace)
                                .filter(replica -> replica.snapshot().find("b") != null)
                                .isPresent());
            }
        }
    }

    @Test
    void writeWhenASlotIsMovedThenNothingAcknowledgedIsLostAndReplicasAreEqual() throws Exception {
        var subscribers = subscribers();
        try (var load = new TopologyLoad(store, namespaces)) {
            load.awaitMore(300);
            var moved = namespaces.get(0);
            var from = holder(moved);
            var to = cluster.masters().stream()
                    .filter(master -> master != from)
                    .findFirst()
                    .orElseThrow();
            cluster.move(slot(moved), to);
            load.awaitMore(300);
            cluster.move(slot(moved), from);
            load.awaitMore(300);
            load.end();
            System.out.printf("slot moved twice: %d writes, %d repeated%n", load.written(), load.repeated());
            load.requireAcknowledged(this::holder);
            load.requireProven(this::holder);
            awaitEqual(subscribers);
        } finally {
            subscribers.forEach(Subscriber::close);
        }
    }

    @Test
    void writeWhenAMasterIsKilledThenNothingProvenIsLostAndReplicasAreEqual() throws Exception {
        cluster.failOverAfter(Duration.ofSeconds(1));
        var subscribers = subscribers();
        try (var load = new TopologyLoad(store, namespaces)) {
            load.awaitMore(300);
            var lost = cluster.masters().get(1);
            long begun = System.nanoTime();
            lost.kill();
            cluster.awaitFailoverOf(lost);
            long failedOver = System.nanoTime();
            load.awaitAllToWrite();
            System.out.printf(
                    "master killed: failed over after %d ms, all written again %d ms later%n",
                    Duration.ofNanos(failedOver - begun).toMillis(),
                    Duration.ofNanos(System.nanoTime() - failedOver).toMillis());
            lost.start();
            cluster.awaitWhole();
            load.awaitMore(300);
            load.end();
            load.requireProven(this::holder);
            awaitEqual(subscribers);
            assertThat(holder(namespaces.get(0))).isNotSameAs(lost);
        } finally {
            subscribers.forEach(Subscriber::close);
        }
    }
}
