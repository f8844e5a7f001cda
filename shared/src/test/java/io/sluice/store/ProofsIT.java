package io.sluice.store;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.remove;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisSetup;
import io.sluice.servers.TcpProxy;
import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.store.Guarantees.Fsync;
import io.sluice.store.WriteResult.Applied;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("servers")
class ProofsIT {
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration A_WHILE = Duration.ofMillis(600);

    private final Namespace namespace = newNamespace();

    @Test
    void archivedWhenAcknowledgedThenIsProvenForThatRevisionOnly() {
        var redis = RedisServer.shared();
        try (var store = store(redis);
                var proofs = store.proofs(1)) {
            var first = write(store, put("a", "1"), put("b", "1"));
            var proof = proofs.prove(namespace, first, Durability.ARCHIVED);
            archiveHistory(store, 0);
            acknowledge(store, first, 0);
            assertUnproven(proof);
            var second = write(store, put("b", "2"));
            acknowledge(store, first, 1);
            assertProven(proof);
            archiveHistory(store, 0);
            var newer = proofs.prove(namespace, second, Durability.ARCHIVED);
            assertUnproven(newer);
            acknowledge(store, second, 0);
            assertProven(newer);
        }
    }

    @Test
    void archivedWhenANewerRevisionOrATombstoneIsArchivedThenIsProven() {
        var redis = RedisServer.shared();
        try (var store = store(redis);
                var proofs = store.proofs(1)) {
            var first = write(store, put("a", "1"));
            var second = write(store, remove("a"));
            var both = List.of(
                    proofs.prove(namespace, first, Durability.ARCHIVED),
                    proofs.prove(namespace, second, Durability.ARCHIVED));
            archiveHistory(store, 0);
            acknowledge(store, second, 0);
            both.forEach(ProofsIT::assertProven);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void archivedWhenTheEntryIsAndItsRecordIsNotThenIsNotProven(int kept) {
        var redis = RedisServer.shared();
        try (var store = store(redis);
                var proofs = store.proofs(1)) {
            var written = write(store, put("a", "1"));
            acknowledge(store, written, 0);
            var proof = proofs.prove(namespace, written, Durability.ARCHIVED);
            assertUnproven(proof);
            archiveHistory(store, kept);
            assertProven(proof);
        }
    }

    @Test
    void archivedWhenRedisHasLostTheEntryThenThatItIsNotDirtyProvesNothing() {
        var redis = RedisServer.shared();
        try (var store = store(redis);
                var proofs = store.proofs(1)) {
            var written = write(store, put("a", "1"));
            redis.command("DEL", "sluice:{" + namespace + "}:settings", "sluice:{" + namespace + "}:dirty");
            assertUnproven(proofs.prove(namespace, written, Durability.ARCHIVED));
        }
    }

    @Test
    void fsyncWhenTheServerForcesEveryChangeToTheDiskThenIsProven() {
        try (var redis = RedisServer.launch(RedisSetup.temporary().with("appendfsync", "always"));
                var store = store(redis);
                var proofs = store.proofs(1)) {
            assertThat(proofs.guarantees().fsync()).isIn(Fsync.ALWAYS, Fsync.WAITAOF);
            assertThat(proofs.guarantees().levels()).contains(Durability.FSYNC);
            assertProven(proofs.prove(namespace, write(store, put("a", "1")), Durability.FSYNC));
        }
    }

    @Test
    void fsyncWhenTheServerForcesChangesNowAndThenThenIsProvenIfItCanBeAsked() {
        try (var redis = RedisServer.launch(RedisSetup.temporary().with("appendfsync", "everysec"));
                var store = store(redis);
                var proofs = store.proofs(1)) {
            var proof = proofs.prove(namespace, write(store, put("a", "1")), Durability.FSYNC);
            if (proofs.guarantees().fsync() == Fsync.WAITAOF) {
                assertProven(proof);
            } else {
                assertThat(proofs.guarantees().fsync()).isEqualTo(Fsync.UNPROVEN);
                assertUnproven(proof);
            }
        }
    }

    @Test
    void fsyncWhenTheServerStopsForcingChangesToTheDiskThenIsNotProvenAnyMore() {
        try (var redis = RedisServer.launch(RedisSetup.temporary().with("appendfsync", "always"));
                var store = store(redis);
                var proofs = store.proofs(1)) {
            assertProven(proofs.prove(namespace, write(store, put("a", "1")), Durability.FSYNC));
            redis.command("CONFIG", "SET", "appendfsync", "no");
            assertUnproven(proofs.prove(namespace, write(store, put("a", "2")), Durability.FSYNC));
            await().until(() -> proofs.guarantees().fsync() == Fsync.UNPROVEN);
            redis.command("CONFIG", "SET", "appendonly", "no");
            assertUnproven(proofs.prove(namespace, write(store, put("a", "3")), Durability.FSYNC));
        }
    }

    @Test
    void guaranteesWhenTheConfigurationMayNotBeReadThenWhatWouldBeReadThereIsUnknown() {
        try (var redis = RedisServer.launch(RedisSetup.temporary().with("appendfsync", "always"))) {
            redis.command("ACL", "SETUSER", "default", "-config");
            try (var store = store(redis);
                    var proofs = store.proofs(1)) {
                assertThat(proofs.guarantees().fsync()).isIn(Fsync.UNKNOWN, Fsync.WAITAOF);
            }
        }
    }

    @Test
    void replicatedWhenAReplicaHasItThenIsProvenAndNotWhileItHangs() {
        try (var pair = new Pair()) {
            assertProven(pair.proofs.prove(namespace, write(pair.store, put("a", "1")), Durability.REPLICATED));
            pair.replica.pause();
            var late = pair.proofs.prove(namespace, write(pair.store, put("a", "2")), Durability.REPLICATED);
            var after = pair.proofs.prove(namespace, write(pair.store, put("b", "2")), Durability.REPLICATED);
            assertUnproven(late);
            pair.replica.resume();
            assertProven(late);
            assertProven(after);
        }
    }

    @Test
    void replicatedWhenOneOfTwoReplicasHasItThenIsNotProven() {
        try (var redis = RedisServer.launch();
                var replica = replicaOf(redis);
                var store = store(redis);
                var proofs = store.proofs(2)) {
            assertThat(replica.port()).isNotEqualTo(redis.port());
            await().until(() -> proofs.guarantees().replicas() == 1);
            assertThat(proofs.guarantees().levels()).doesNotContain(Durability.REPLICATED);
            assertUnproven(proofs.prove(namespace, write(store, put("a", "1")), Durability.REPLICATED));
        }
    }

    @Test
    void replicatedWhenRedisIsAnotherOneThatLacksTheWriteThenIsNotProven() {
        try (var pair = new Pair()) {
            var written = write(pair.store, put("a", "1"));
            assertProven(pair.proofs.prove(namespace, written, Durability.REPLICATED));
            pair.redis.command("FLUSHALL");
            assertUnproven(pair.proofs.prove(namespace, written, Durability.REPLICATED));
        }
    }

    @Test
    void replicatedWhenRedisHasLostTheWriteAndGotItsValueBackThenIsNotProven() {
        try (var pair = new Pair()) {
            var written = write(pair.store, put("a", "1"));
            pair.redis.command("FLUSHALL");
            assertThat(pair.store.settings().merge(namespace, written.entries()))
                    .isEqualTo(1);
            assertUnproven(pair.proofs.prove(namespace, written, Durability.REPLICATED));
        }
    }

    @Test
    void replicatedWhenRedisHasSomethingNewerOfOneNameAndLacksAnotherThenIsNotProven() {
        try (var pair = new Pair()) {
            var written = write(pair.store, put("a", "1"), put("b", "1"));
            pair.redis.command("HDEL", "sluice:{" + namespace + "}:settings", "b");
            write(pair.store, put("a", "2"));
            assertUnproven(pair.proofs.prove(namespace, written, Durability.REPLICATED));
        }
    }

    @Test
    void replicatedWhenTheConnectionBreaksMeanwhileThenIsProvenOnAnotherOne() {
        try (var redis = RedisServer.launch();
                var replica = replicaOf(redis);
                var proxy = TcpProxy.to(redis);
                var store = TestStore.on(proxy.host(), proxy.port(), StoreLimits.standard(), COMMAND_TIMEOUT);
                var proofs = store.proofs(1)) {
            await().until(() -> proofs.guarantees().levels().contains(Durability.REPLICATED));
            replica.pause();
            var proof = proofs.prove(namespace, write(store, put("a", "1")), Durability.REPLICATED);
            assertUnproven(proof);
            proxy.cut();
            assertUnproven(proof);
            proxy.pass();
            assertUnproven(proof);
            replica.resume();
            assertProven(proof);
        }
    }

    @Test
    void proveWhenManyThenTheyShareAFewRounds() {
        try (var pair = new Pair()) {
            pair.replica.pause();
            var written = write(pair.store, put("a", "1"));
            var all = IntStream.range(0, 500)
                    .mapToObj(i -> pair.proofs.prove(namespace, written, Durability.REPLICATED))
                    .toList();
            pair.replica.resume();
            all.forEach(ProofsIT::assertProven);
            assertThat((String) pair.redis.command("INFO", "commandstats"))
                    .containsPattern("cmdstat_wait:calls=[0-9]{1,2},");
        }
    }

    @Test
    void proveWhenCancelledThenTheNextOneIsNotHeldUp() {
        try (var pair = new Pair()) {
            pair.replica.pause();
            var given = pair.proofs.prove(namespace, write(pair.store, put("a", "1")), Durability.REPLICATED);
            assertUnproven(given);
            given.cancel(false);
            pair.replica.resume();
            assertProven(pair.proofs.prove(namespace, write(pair.store, put("a", "2")), Durability.REPLICATED));
        }
    }

    /** A server with a replica that is in step, and what proves by them. */
    private static final class Pair implements AutoCloseable {
        final RedisServer redis = RedisServer.launch();
        final RedisServer replica = replicaOf(redis);
        final RedisStore store = store(redis);
        final Proofs proofs = store.proofs(1);

        Pair() {
            await().until(() -> proofs.guarantees().levels().contains(Durability.REPLICATED));
        }

        @Override
        public void close() {
            proofs.close();
            store.close();
            replica.close();
            redis.close();
        }
    }

    private static RedisStore store(RedisServer redis) {
        return TestStore.on(redis.host(), redis.port(), StoreLimits.standard(), COMMAND_TIMEOUT);
    }

    private static RedisServer replicaOf(RedisServer redis) {
        redis.command("CONFIG", "SET", "repl-diskless-sync-delay", "0");
        return RedisServer.launch(RedisSetup.temporary().with("replicaof", redis.peer()));
    }

    private Applied write(RedisStore store, Change... changes) {
        return (Applied) store.settings().write(set(namespace, changes));
    }

    private void acknowledge(RedisStore store, Applied written, int index) {
        var entry = written.entries().get(index);
        store.backlog().acknowledge(namespace, Map.of(entry.name(), entry.revision()));
    }

    /** All of it so far. */
    private void archiveHistory(RedisStore store, int kept) {
        var records = store.backlog().history(namespace, null, 100);
        store.backlog()
                .acknowledgeHistory(namespace, records.get(records.size() - 1).id(), kept);
    }

    private static void assertProven(CompletableFuture<Void> proof) {
        assertThat(proof).succeedsWithin(Duration.ofSeconds(10));
    }

    private static void assertUnproven(CompletableFuture<Void> proof) {
        assertThat(proof.copy().completeOnTimeout(null, A_WHILE.toMillis(), TimeUnit.MILLISECONDS))
                .succeedsWithin(Duration.ofSeconds(10));
        assertThat(proof).isNotDone();
    }
}
