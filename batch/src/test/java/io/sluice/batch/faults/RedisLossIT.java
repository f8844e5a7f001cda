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
import io.sluice.servers.TcpProxy;
import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.Restoration;
import io.sluice.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.batch.core.BatchStatus;

/**
 * R1 to R3: Redis starts again with its file, without the end of its file, or with nothing. Beside it are an archive and two
 * api nodes, which bring back what they hold.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisLossIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SCHEMA = "redis_loss_it";

    private RedisServer redis;
    private TcpProxy first;
    private TcpProxy second;

    /** Drains and restores when the test says so. */
    private BatchNode batch;

    private Copies copies;
    private Namespace namespace;
    private Keyspace keys;
    private Acknowledged acknowledged;

    @BeforeAll
    void start() {
        redis = RedisServer.launch();
        first = TcpProxy.to(redis);
        second = TcpProxy.to(redis);
        batch = BatchNode.start(redis, DatabaseServer.shared().freshSchema(SCHEMA), "spring.quartz.auto-startup=false");
        copies = new Copies(redis, batch.jdbc());
    }

    @BeforeEach
    void begin() {
        first.pass();
        second.pass();
        namespace = new Namespace("t-" + UUID.randomUUID());
        // Its connection may still be on its way back.
        Deadline.await("created", SOON, this::isCreated);
        keys = new Keyspace(redis, namespace);
        acknowledged = new Acknowledged(batch, namespace);
    }

    @AfterAll
    void stop() {
        batch.close();
        first.close();
        second.close();
        redis.close();
    }

    /** How Redis ends. */
    private enum End {
        STOPPED {
            @Override
            void of(RedisServer redis) {
                redis.stop();
            }
        },
        KILLED {
            @Override
            void of(RedisServer redis) {
                redis.kill();
            }
        };

        abstract void of(RedisServer redis);
    }

    /** How Redis loses everything. */
    private enum Loss {
        FLUSHED {
            @Override
            void of(RedisServer redis) {
                redis.command("FLUSHALL");
            }
        },
        STARTED_EMPTY {
            @Override
            void of(RedisServer redis) {
                redis.restartEmpty();
            }
        };

        abstract void of(RedisServer redis);
    }

    /** Who comes first. */
    private enum Order {
        ARCHIVE_FIRST,
        NODES_FIRST
    }

    @ParameterizedTest
    @EnumSource
    void r1RedisWhenItStartsAgainWithItsFileThenANewEpochBeginsAndAllAreEqualAgain(End end) {
        try (var one = api(first);
                var two = api(second)) {
            acknowledged.writeArchivedAndNewer();
            awaitEqual(one, two);
            var epoch = keys.hash("meta").get("epoch");
            end.of(redis);
            redis.start();

            restore();

            assertThat(keys.hash("meta").get("epoch")).isNotEqualTo(epoch);
            requireAllIsBack(one, two);
            keys.requireSound();
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "50", "99"})
    void r2RedisWhenTheEndOfItsFileIsGoneThenWhatANodeHoldsIsBackAndNothingGoesBack(int percent) throws IOException {
        try (var one = api(first);
                var two = api(second)) {
            acknowledged.writeArchivedAndNewer();
            awaitEqual(one, two);
            second.cut();
            var before = acknowledged.revisions();
            long whole = Files.size(AppendOnlyFile.of(redis));
            acknowledged.put("kept", "2");
            acknowledged.putAll("3", "new", "changed", "late");
            acknowledged.remove("new");
            awaitEqual(one);
            redis.kill();
            var file = AppendOnlyFile.of(redis);
            var bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, (int) (whole + (bytes.length - whole) * percent / 100)));
            first.cut();
            redis.start();
            assertThat(copies.hash(namespace)).as("lost").isNotEqualTo(acknowledged.revisions());
            assertThat(copies.hash(namespace).keySet()).containsAll(before.keySet());

            first.pass();
            second.pass();

            Deadline.await("salvaged", SOON, () -> copies.hash(namespace).equals(acknowledged.revisions()));
            restore();
            requireAllIsBack(one, two);
        }
    }

    /**
     * Redis cuts a write that is not whole off its file only as far as one of its commands is not whole, and would carry out
     * the others with the next write, when it starts once more.
     */
    @Test
    void r2RedisWhenItStartsOnceMoreAfterThatThenNoPartOfTheLostWriteComesBack() throws IOException {
        try (var restoring = BatchNode.start(
                redis,
                DatabaseServer.shared().jdbcUrl(SCHEMA),
                "spring.quartz.auto-startup=false",
                "sluice.restore.every=100ms")) {
            acknowledged.writeArchivedAndNewer();
            awaitComplete(restoring);
            var whole = Files.size(AppendOnlyFile.of(redis));
            batch.write(namespace, put("kept", "7"), put("lost", "7"), put("changed", "7"));
            redis.kill();
            var file = AppendOnlyFile.of(redis);
            var bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, (int) (whole + (bytes.length - whole) / 2)));
            redis.start();
            Deadline.await("written anew", SOON, () -> isWrittenAnew(file));
            awaitComplete(restoring);
            acknowledged.put("after", "1");
            keys.requireSound();

            redis.kill();
            redis.start();

            keys.requireSound();
            assertThat(copies.hash(namespace)).isEqualTo(acknowledged.revisions());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FLUSHED, ARCHIVE_FIRST",
        "FLUSHED, NODES_FIRST",
        "STARTED_EMPTY, ARCHIVE_FIRST",
        "STARTED_EMPTY, NODES_FIRST",
    })
    void r3RedisWhenItLosesEverythingThenNothingElseIsEmptiedAndAllIsBack(Loss loss, Order order) {
        // What nobody but the archive holds: it was lost before there was a node.
        acknowledged.put("archived", "1");
        batch.drain(namespace);
        redis.command("FLUSHALL");
        batch.create(namespace);
        try (var one = api(first);
                var two = api(second)) {
            acknowledged.writeArchivedAndNewer();
            // The removal is the last of these writes.
            Deadline.await(
                    "received by both",
                    SOON,
                    () -> "2".equals(two.value(namespace, "new")) && two.value(namespace, "removed") == null);
            second.cut();
            // What nobody but one node holds.
            acknowledged.put("late", "1");
            Deadline.await("received", SOON, () -> "1".equals(one.value(namespace, "late")));
            var rows = copies.revisions(namespace);
            if (order == Order.ARCHIVE_FIRST) {
                first.cut();
            }

            loss.of(redis);

            if (order == Order.ARCHIVE_FIRST) {
                restore();
                assertThat(copies.hash(namespace)).isEqualTo(rows);
                first.pass();
            } else {
                Deadline.await("salvaged", SOON, () -> copies.hash(namespace).containsKey("late"));
                assertThat(copies.hash(namespace)).doesNotContainKey("archived");
                assertThat(two.value(namespace, "new")).isEqualTo("2");
                second.pass();
                Deadline.await("salvaged by both", SOON, () -> one.isLive(namespace) && two.isLive(namespace));
                restore();
            }
            second.pass();
            assertThat(copies.revisions(namespace)).isEqualTo(rows);
            requireAllIsBack(one, two);
        }
    }

    private boolean isCreated() {
        try {
            batch.create(namespace);
            return true;
        } catch (StoreException e) {
            return false;
        }
    }

    /** Whether Redis appends to another file than that one, and needs that one no more. */
    private boolean isWrittenAnew(Path file) {
        return String.valueOf(redis.command("INFO", "persistence")).contains("aof_rewrite_in_progress:0")
                && !AppendOnlyFile.of(redis).equals(file);
    }

    private ApiNode api(TcpProxy proxy) {
        var node = ApiNode.start(proxy.host(), proxy.port());
        Deadline.await("node follows", SOON, () -> node.isLive(namespace));
        return node;
    }

    private void awaitComplete(BatchNode node) {
        Deadline.await("complete", SOON, () -> {
            try {
                return node.bean(Restoration.class).condition(namespace).isComplete();
            } catch (StoreException e) {
                return false;
            }
        });
    }

    private static Change put(String name, String json) {
        return new Change.Put(new SettingName(name), new SettingValue(json));
    }

    private void awaitEqual(ApiNode... nodes) {
        for (var node : nodes) {
            Deadline.await(
                    "node has caught up",
                    SOON,
                    () -> node.isLive(namespace) && node.revisions(namespace).equals(copies.hash(namespace)));
        }
    }

    /** Drained and salvaged together are what was acknowledged; and revisions go on. */
    private void requireAllIsBack(ApiNode... nodes) {
        Deadline.await("all in Redis", SOON, () -> copies.hash(namespace).equals(acknowledged.revisions()));
        acknowledged.put("after", "1");
        awaitEqual(nodes);
        for (var node : nodes) {
            assertThat(node.dropped()).isEmpty();
        }
        batch.drain(namespace);
        assertThat(copies.isDrained(namespace)).isTrue();
        copies.requireSame(namespace);
        assertThat(copies.revisions(namespace)).isEqualTo(acknowledged.revisions());
    }

    /** Again and again until Redis answers, as a node does by itself. */
    private void restore() {
        var request = new RunRequest("restore", RunScope.ALL, new Trigger(Trigger.Kind.OPERATOR, "olga"));
        Deadline.await(
                "restored", SOON, () -> batch.await(batch.runs().start(request)).status() == BatchStatus.COMPLETED);
    }
}
