package io.sluice.store;

import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.check.Check;
import io.sluice.servers.RedisCluster;
import io.sluice.servers.RedisUsers;
import io.sluice.setting.Namespace;
import io.sluice.store.WriteResult.Applied;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisClusterConfiguration;

/** A store on a cluster does what one on a single server does, with the same rights. */
class ClusterIT {
    private static final RedisCluster CLUSTER = RedisCluster.launch(3);
    private static final RedisStore STORE = as(RedisUsers.API, StoreLimits.standard());
    private static final RedisStore BATCH = as(RedisUsers.BATCH, StoreLimits.standard());

    private static RedisStore as(String user, StoreLimits limits) {
        var redis = new RedisClusterConfiguration(List.of(CLUSTER.addresses().split(",", -1)));
        redis.setUsername(user);
        redis.setPassword(RedisUsers.password(user));
        return TestStore.on(redis, limits);
    }

    @AfterAll
    static void close() {
        BATCH.close();
        STORE.close();
        CLUSTER.close();
    }

    /** Everything that a store of settings does. */
    @Nested
    class Settings extends SettingStoreContract {
        private @Nullable RedisStore limited;

        @AfterEach
        void closeLimitedStore() {
            if (limited != null) {
                limited.close();
            }
        }

        @Override
        protected SettingStore settings() {
            return STORE.settings();
        }

        @Override
        protected SettingStore settings(StoreLimits limits) {
            limited = as(RedisUsers.API, limits);
            return limited.settings();
        }

        @Override
        protected List<Object> held() {
            var prefix = "sluice:{" + namespace + "}:";
            var server = CLUSTER.holder(CLUSTER.slot(prefix));
            return List.of(
                    String.valueOf(server.command("HGETALL", prefix + "settings")),
                    String.valueOf(server.command("ZRANGE", prefix + "feed", "0", "-1", "WITHSCORES")),
                    String.valueOf(server.command("HGETALL", prefix + "meta")));
        }
    }

    /** Everything that a registry of nodes does, whose keys lie on different servers. */
    @Nested
    class Registry extends NodesContract {
        @Override
        protected Nodes nodes() {
            return STORE.nodes();
        }
    }

    @Test
    void proveWhenNamespacesLieOnAllMastersThenEachIsProvenOnItsOwn() throws Exception {
        try (var proofs = STORE.proofs(1)) {
            assertThat(proofs.guarantees().levels()).contains(Durability.REPLICATED);
            var holders = new HashSet<Integer>();
            for (int i = 0; i < 12; i++) {
                var namespace = new Namespace("proof-" + i);
                var written = (Applied) STORE.settings().write(set(namespace, put("a", "1")));
                proofs.prove(namespace, written, Durability.REPLICATED).get(10, TimeUnit.SECONDS);
                holders.add(CLUSTER.holder(CLUSTER.slot("sluice:{" + namespace + "}:meta"))
                        .port());
            }
            assertThat(holders).hasSize(3);
        }
    }

    @Test
    void lookWhenOneMasterIsNotSetAsItShouldBeThenItsAddressIsTold() {
        var bad = CLUSTER.masters().get(1);
        bad.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        try {
            assertThat(STORE.checker().look())
                    .filteredOn(Check::isWarning)
                    .extracting(Check::found)
                    .containsExactly("127.0.0.1:%d: maxmemory-policy allkeys-lru".formatted(bad.port()));
        } finally {
            bad.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
        }
    }

    @Test
    void drainWhenNamespacesLieOnAllMastersThenEachHasItsBacklog() {
        var namespaces = new ArrayList<Namespace>();
        for (int i = 0; i < 6; i++) {
            var namespace = new Namespace("backlog-" + i);
            namespaces.add(namespace);
            STORE.settings().register(namespace);
            STORE.settings().write(set(namespace, put("a", "1"), put("b", "2")));
        }
        assertThat(BATCH.backlog().namespaces()).containsAll(namespaces);
        for (var namespace : namespaces) {
            assertThat(BATCH.backlog().peek(namespace).entries()).hasSize(2);
            assertThat(BATCH.restoration().condition(namespace).isComplete()).isFalse();
            assertThat(BATCH.inspection().page(namespace, null).held()).hasSize(2);
        }
        BATCH.restoration().rewriteFile();
    }
}
