package io.sluice.batch.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.ApiNode;
import io.sluice.batch.BatchNode;
import io.sluice.batch.run.RunRequest;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Trigger;
import io.sluice.batch.servers.DatabaseServer;
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
import io.sluice.store.Durability;
import io.sluice.store.StoreException;
import io.sluice.store.TestStore;
import io.sluice.store.WriteResult.Applied;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;

/** R4: Redis dies, and a replica that had fallen behind takes its place, at the address where everybody knows it. */
class FailoverIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SCHEMA = "failover_it";

    private final RedisServer master = RedisServer.launch(RedisSetup.temporary().with("repl-diskless-sync-delay", "0"));
    private final RedisServer replica =
            RedisServer.launch(RedisSetup.temporary().with("replicaof", master.peer()));
    private final TcpProxy proxy = TcpProxy.to(master);

    /** Restores when the test says so. */
    private final BatchNode batch =
            BatchNode.start(proxy, DatabaseServer.shared().freshSchema(SCHEMA), "spring.quartz.auto-startup=false");

    private final Namespace namespace = batch.namespace();
    private final Copies before = new Copies(master, batch.jdbc());
    private final Copies after = new Copies(replica, batch.jdbc());
    private final Acknowledged acknowledged = new Acknowledged(batch, namespace);

    @AfterEach
    void close() {
        batch.close();
        proxy.close();
        replica.close();
        master.close();
    }

    @Test
    void r4RedisWhenAReplicaThatLagsTakesItsPlaceThenWhatANodeHoldsIsBackAndNothingGoesBack() {
        try (var api = ApiNode.start(proxy.host(), proxy.port())) {
            acknowledged.writeArchivedAndNewer();
            awaitReplicated();
            fallBehind();
            acknowledged.put("kept", "2");
            acknowledged.putAll("3", "new", "changed", "late");
            acknowledged.remove("new");
            batch.drain(namespace);
            acknowledged.put("newest", "1");
            Deadline.await("received", SOON, () -> api.revisions(namespace).equals(before.hash(namespace)));

            failOver();

            Deadline.await("salvaged", SOON, () -> after.hash(namespace).equals(acknowledged.revisions()));
            restore();
            acknowledged.put("after", "1");
            Deadline.await(
                    "node has caught up",
                    SOON,
                    () -> api.isLive(namespace) && api.revisions(namespace).equals(after.hash(namespace)));
            assertThat(api.dropped()).isEmpty();
            batch.drain(namespace);
            after.requireSame(namespace);
            assertThat(after.revisions(namespace)).isEqualTo(acknowledged.revisions());
        }
    }

    /** Nobody is there who could bring anything back, and nothing is archived. */
    @Test
    void r4WriteWhenItWasProvenOnAReplicaThenIsThereAfterTheFailover() throws Exception {
        try (var store = TestStore.on(proxy.host(), proxy.port());
                var proofs = store.proofs(1)) {
            var change = new Change.Put(new SettingName("proven"), new SettingValue("1"));
            var set = new ChangeSet(namespace, List.of(change), new Origin("a", null, RequestId.random()));
            var proven = (Applied) store.settings().write(set);
            proofs.prove(namespace, proven, Durability.REPLICATED).get(SOON.toSeconds(), TimeUnit.SECONDS);
            fallBehind();
            var lost = batch.put(namespace, "lost", "1").micros();

            failOver();

            assertThat(after.hash(namespace))
                    .containsEntry("proven", proven.head().revision().micros())
                    .doesNotContainKey("lost");
            acknowledged.put("after", "1");
            assertThat(acknowledged.revisions().get("after")).isGreaterThan(lost);
            new Keyspace(replica, namespace).requireSound();
        }
    }

    private void awaitReplicated() {
        Deadline.await("replicated", SOON, () -> after.hash(namespace).equals(before.hash(namespace)));
    }

    /** From here on the replica gets nothing. */
    private void fallBehind() {
        replica.command("REPLICAOF", "127.0.0.1", "1");
    }

    private void failOver() {
        var lacking = after.hash(namespace);
        assertThat(lacking).isNotEqualTo(before.hash(namespace));
        master.kill();
        replica.command("REPLICAOF", "NO", "ONE");
        assertThat(after.hash(namespace)).isEqualTo(lacking);
        proxy.redirect(replica);
        proxy.reset();
    }

    /** A run that came before the node has found its new Redis would fail. */
    private void restore() {
        Deadline.await("node has found its new Redis", SOON, this::reachesRedis);
        var request = new RunRequest("restore", RunScope.ALL, new Trigger(Trigger.Kind.OPERATOR, "olga"));
        assertThat(batch.await(batch.runs().start(request)).status()).isEqualTo(BatchStatus.COMPLETED);
    }

    private boolean reachesRedis() {
        try {
            return batch.backlog().namespaces().contains(namespace);
        } catch (StoreException away) {
            return false;
        }
    }
}
