package io.sluice.watch;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.remove;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import io.sluice.servers.TcpProxy.Direction;
import io.sluice.setting.Change;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import io.sluice.store.RedisStore;
import io.sluice.store.TestStore;
import io.sluice.store.WriteResult.Applied;
import io.sluice.watch.Recorder.Resynced;
import io.sluice.watch.UnreliableFeed.Fate;
import io.sluice.watch.UnreliableFeed.Reading;
import io.sluice.watch.WatchListener.Cause;
import io.sluice.watch.WatchListener.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What can go wrong with a subscriber, S1 to S8, on a real Redis. The fleet, S6, has a class of its own.
 */
class SubscriberFaultsIT {
    /** Long enough that no PING is late because the machine is busy: one has half of it. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    /** As it is by default, where it counts beside how long a command may take. */
    private static final Duration STANDARD = Duration.ofSeconds(2);

    /** No heartbeat comes to the rescue. */
    private static final Duration NEVER = Duration.ofHours(1);

    private static final Duration SOON = Duration.ofSeconds(30);

    /** Several attempts to connect long. */
    private static final Duration A_WHILE = Duration.ofMillis(700);

    private static final int FILLED_AT_ONCE = 500;

    private static final RedisServer REDIS = RedisServer.launch();
    private static final RedisStore STORE = TestStore.on(REDIS.host(), REDIS.port());

    private final Namespace namespace = newNamespace();
    private final String channel = "sluice:{" + namespace + "}:changes";
    private final TcpProxy proxy = TcpProxy.to(REDIS);

    @BeforeEach
    void beginWithASetting() {
        write(put("a", "1"));
    }

    @AfterEach
    void closeProxy() {
        proxy.close();
    }

    @AfterAll
    static void closeRedis() {
        STORE.close();
        REDIS.close();
    }

    @Test
    void s1ProcessWhenKilledAgainAndAgainWhileItWritesItsFileThenStartsFromTheLastWholeOneAndCatchesUp(
            @TempDir Path disk) throws IOException {
        // So many that writing them takes a while.
        int settings = fill(20_000, "\"" + "x".repeat(500) + "\"");
        var file = new SnapshotFile(disk, namespace);
        var aside = disk.resolve(namespace + SnapshotFile.SUFFIX + ".new");
        int torn = 0;
        try (var process = SubscriberProcess.start(REDIS, namespace, disk)) {
            assertThat(process.firstResync()).isEqualTo("FULL " + settings);
            torn += kill(process, aside);
        }
        for (int life = 0; life < 4; life++) {
            var left = file.read();
            try (var process = SubscriberProcess.start(REDIS, namespace, disk)) {
                assertThat(process.firstResync())
                        .isEqualTo(left.map(snapshot -> "DELTA " + missing(snapshot))
                                .orElse("FULL " + settings));
                awaitEqual(file);
                Deadline.await("what the life before left is replaced", SOON, () -> !Files.exists(aside));
                try (var load = load(i -> put("s/" + i % 1_000, "" + i))) {
                    await().until(() -> load.took().size() > 10);
                    torn += kill(process, aside);
                }
            }
        }
        assertThat(file.read()).isPresent();
        assertThat(torn).as("kills in the middle of a write").isPositive();
    }

    /** Kills it once it is seen writing a file, aside or in place; answers 1 if that file was never finished, else 0. */
    private int kill(SubscriberProcess process, Path aside) {
        var inPlace = aside.resolveSibling(namespace + SnapshotFile.SUFFIX).toFile();
        long whole = inPlace.length();
        Deadline.await("a file being written", SOON, () -> Files.exists(aside) || inPlace.length() != whole);
        process.kill();
        return Files.exists(aside) ? 1 : 0;
    }

    @Test
    void s1ProcessWhenKilledOnReceiptThenStartsFromItsFileAndHasTheChange(@TempDir Path disk) throws IOException {
        var file = new SnapshotFile(disk, namespace);
        var fatal = put("fatal", "1");
        try (var process = SubscriberProcess.startThatDiesOf(fatal.name(), REDIS, namespace, disk)) {
            awaitEqual(file);
            write(fatal);
            process.awaitDeath();
        }
        assertThat(file.read().orElseThrow().find("fatal")).isNull();
        try (var process = SubscriberProcess.start(REDIS, namespace, disk)) {
            assertThat(process.firstResync()).isEqualTo("DELTA 1");
            awaitEqual(file);
        }
    }

    /** Until the process that writes the file holds what Redis holds. */
    private void awaitEqual(SnapshotFile file) {
        await().ignoreExceptionsInstanceOf(NoSuchElementException.class)
                .untilAsserted(
                        () -> assertThat(Copy.of(file.read().orElseThrow()).differences(Copy.inRedis(REDIS, namespace)))
                                .isEmpty());
    }

    /** How many entries Redis has that a snapshot of the same epoch lacks. */
    private long missing(Snapshot snapshot) {
        var offset = Objects.requireNonNull(snapshot.head()).position().offset();
        return (Long) Objects.requireNonNull(
                REDIS.command("ZCOUNT", "sluice:{" + namespace + "}:feed", "(" + offset, "+inf"));
    }

    @Test
    void s2ChangesWhenMadeAroundEveryPageOfTheFirstCatchUpThenNoneIsMissed() {
        fill(2_500, "1");
        var writes = new WritesAroundPages();
        try (var subscriber = subscriber(NEVER).around(writes).live()) {
            assertNoneIsMissed(writes, subscriber);
        }
    }

    @Test
    void s2ChangesWhenMadeAroundEveryPageOfALaterCatchUpThenNoneIsMissed() {
        try (var subscriber = subscriber(NEVER).live()) {
            proxy.cut();
            await().until(() -> subscriber.state() == WatchState.STALE);
            fill(2_500, "1");
            subscriber.recorder().clear();
            var writes = new WritesAroundPages();
            subscriber.feed().around(writes);
            proxy.pass();
            subscriber.awaitLive();
            assertNoneIsMissed(writes, subscriber);
        }
    }

    private void assertNoneIsMissed(WritesAroundPages writes, Subscriber subscriber) {
        await().until(() -> writes.lastPage > 1);
        subscriber.awaitHead(Objects.requireNonNull(writes.newest));
        subscriber.assertEqual(REDIS);
        assertThat(subscriber.recorder().causes()).doesNotContain(Cause.GAP, Cause.HEARTBEAT);
    }

    @Test
    void s2CatchUpWhenSubscribingTakesLongThenBeginsOnceRedisHasTheSubscription() {
        var subscribersAtFirstPage = new CopyOnWriteArrayList<Long>();
        proxy.delay(Duration.ofMillis(100));
        var look = new Reading() {
            @Override
            public void before(int page) {
                subscribersAtFirstPage.add(subscribers());
            }
        };
        try (var subscriber = subscriber(NEVER).around(look).live()) {
            assertThat(subscribersAtFirstPage).hasSize(1);
            REDIS.command("CLIENT", "KILL", "TYPE", "pubsub");
            await().until(() -> subscribersAtFirstPage.size() > 1);
            assertThat(subscribersAtFirstPage).containsOnly(1L);
            subscriber.awaitEqual(REDIS);
        }
    }

    @Test
    void s3MessageWhenOneInTheMiddleIsLostThenTheNextBringsBothByDelta() {
        try (var subscriber = subscriber(NEVER).live()) {
            subscriber.recorder().clear();
            subscriber.feed().next(Fate.IS_LOST);
            write(put("a", "2"));
            write(put("b", "1"));
            subscriber.awaitEqual(REDIS);
            assertThat(subscriber.recorder().resyncs()).containsExactly(new Resynced(Kind.DELTA, Cause.GAP, 2));
        }
    }

    @Test
    void s3MessageWhenTheLastIsLostThenTheHeartbeatBringsItByDelta() {
        try (var subscriber = subscriber(HEARTBEAT).live()) {
            subscriber.recorder().clear();
            var outage = subscriber.outage("S3 last message lost");
            subscriber.feed().next(Fate.IS_LOST);
            write(put("a", "2"));
            outage.awaitLive();
            subscriber.assertEqual(REDIS);
            assertThat(subscriber.recorder().resyncs()).startsWith(new Resynced(Kind.DELTA, Cause.HEARTBEAT, 1));
        }
    }

    @Test
    void s3MessageWhenItArrivesTwiceThenHasNoEffectTheSecondTime() {
        try (var subscriber = subscriber(NEVER).live()) {
            subscriber.recorder().clear();
            subscriber.feed().next(Fate.ARRIVES_TWICE);
            write(put("a", "2"));
            write(put("b", "1"));
            subscriber.awaitEqual(REDIS);
            assertThat(subscriber.recorder().applied()).isEqualTo(2);
            assertThat(subscriber.recorder().resyncs()).isEmpty();
        }
    }

    @Test
    void s3MessagesWhenReorderedThenTheHigherRevisionWinsAndNothingGoesBack() {
        var shown = new CopyOnWriteArrayList<Revision>();
        var look = new WatchListener() {
            @Override
            public void changed(Snapshot before, Snapshot after, Collection<SettingName> names) {
                shown.add(Objects.requireNonNull(after.find("a")).revision());
            }
        };
        try (var subscriber = subscriber(NEVER).telling(look).live()) {
            subscriber.recorder().clear();
            subscriber.feed().swapNext();
            write(put("a", "2"));
            write(put("a", "3"));
            write(put("b", "1"));
            subscriber.awaitEqual(REDIS);
            assertThat(subscriber.value("a")).isEqualTo("3");
            assertThat(shown).isSorted();
            assertThat(subscriber.recorder().causes()).containsExactly(Cause.GAP);
        }
    }

    @Test
    void s4SubscriptionWhenItsConnectionIsKilledThenIsStaleAndLiveAgain() {
        try (var subscriber = subscriber(HEARTBEAT).live()) {
            var outage = subscriber.outage("S4 connection killed");
            REDIS.command("CLIENT", "KILL", "TYPE", "pubsub");
            write(put("a", "2"));
            outage.awaitLive();
            subscriber.assertEqual(REDIS);
        }
    }

    @Test
    void s4ConnectionsWhenAllAreResetThenIsStaleAndLiveAgain() {
        try (var subscriber = subscriber(HEARTBEAT).live()) {
            var outage = subscriber.outage("S4 all connections reset");
            proxy.reset();
            write(put("a", "2"));
            outage.awaitLive();
            subscriber.assertEqual(REDIS);
        }
    }

    @Test
    void s4ConnectionsWhenHalfOpenThenAreGivenUpAndBuiltAnew() {
        try (var subscriber = subscriber(STANDARD).live()) {
            var outage = subscriber.outage("S4 connections half-open");
            proxy.freezeOpen();
            write(put("a", "2"));
            outage.awaitLive();
            subscriber.assertEqual(REDIS);
        }
    }

    @Test
    void s4ConnectionsWhenFrozenThenIsStaleAndLiveOnceTheyPass() {
        try (var subscriber = subscriber(HEARTBEAT).live()) {
            var outage = subscriber.outage("S4 frozen, new connections too");
            proxy.freeze();
            write(put("a", "2"));
            outage.awaitStale();
            assertThat(subscriber.value("a")).isEqualTo("1");
            outage.over();
            proxy.pass();
            outage.awaitLive();
            subscriber.assertEqual(REDIS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void s4ConnectionsWhenFrozenOneWayThenIsStaleAndLiveOnceTheyPass(Direction direction) {
        try (var subscriber = subscriber(HEARTBEAT).live()) {
            var outage = subscriber.outage("S4 frozen " + direction);
            proxy.freeze(direction);
            write(put("a", "2"));
            outage.awaitStale();
            // What was published came through where only questions are held back; nobody can say so any more.
            assertThat(subscriber.value("a")).isEqualTo(direction == Direction.TO_SERVER ? "2" : "1");
            outage.over();
            proxy.pass();
            outage.awaitLive();
            subscriber.assertEqual(REDIS);
        }
    }

    /** What is sent in that direction never arrives, also when the other one is heard. */
    @ParameterizedTest
    @EnumSource
    void s4ConnectionsWhenDeafOneWayThenIsStaleAndLiveOnceTheyAreNot(Direction direction) {
        try (var subscriber = subscriber(HEARTBEAT).live()) {
            var outage = subscriber.outage("S4 deaf " + direction);
            proxy.swallow(direction);
            write(put("a", "2"));
            outage.awaitStale();
            outage.over();
            // No network lets a connection go on from which something is missing: answers would be taken for other
            // ones'.
            proxy.cut();
            proxy.pass();
            outage.awaitLive();
            subscriber.assertEqual(REDIS);
            assertThat(subscriber.value("a")).isEqualTo("2");
        }
    }

    @Test
    void s4SubscriptionWhenRedisDeniesTheChannelThenIsStaleUntilItIsAllowed() {
        REDIS.command("ACL", "SETUSER", "node", "on", ">secret", "~sluice:*", "&sluice:*", "+@all");
        try (var subscriber = subscriber(HEARTBEAT).as("node", "secret").live()) {
            int before = proxy.accepted();
            var outage = subscriber.outage("S4 channel denied");
            REDIS.command("ACL", "SETUSER", "node", "resetchannels");
            write(put("a", "2"));
            outage.awaitStale();
            await().until(() -> proxy.accepted() >= before + 3);
            assertThat(subscriber.state()).isEqualTo(WatchState.STALE);
            outage.over();
            REDIS.command("ACL", "SETUSER", "node", "&sluice:*");
            outage.awaitLive();
            subscriber.assertEqual(REDIS);
        }
    }

    @Test
    void s4SubscriptionWhenItIsNotConfirmedThenIsStaleUntilItIs() {
        try (var subscriber = subscriber(HEARTBEAT).live()) {
            int before = proxy.accepted();
            var outage = subscriber.outage("S4 connected, not confirmed");
            proxy.rewrite(Direction.TO_SERVER, channel, elsewhere());
            proxy.reset();
            write(put("a", "2"));
            outage.awaitStale();
            await().until(() -> proxy.accepted() >= before + 3);
            assertThat(subscriber.state()).isEqualTo(WatchState.STALE);
            outage.over();
            proxy.pass();
            outage.awaitLive();
            subscriber.assertEqual(REDIS);
        }
    }

    @Test
    void s4SubscriptionWhenItIsGoneOnAConnectionThatAnswersThenTheNextChangeIsFoundMissing() {
        try (var subscriber = subscriber(HEARTBEAT).live()) {
            var reconnecting = subscriber.outage("S4 connected again");
            proxy.rewrite(Direction.TO_SERVER, channel, elsewhere());
            proxy.rewrite(Direction.TO_CLIENT, elsewhere(), channel);
            proxy.reset();
            reconnecting.awaitLive();
            proxy.pass();
            assertThat(subscribers()).isZero();
            var outage = subscriber.outage("S4 not subscribed, on a connection that answers");
            write(put("a", "2"));
            outage.awaitLive();
            subscriber.assertEqual(REDIS);
            assertThat(subscribers()).isEqualTo(1);
        }
    }

    @Test
    void s5OutputBufferWhenItsLimitIsExceededThenIsDisconnectedAndResyncs() {
        try (var subscriber = subscriber(NEVER).live()) {
            REDIS.command("CONFIG", "SET", "client-output-buffer-limit", "pubsub 64kb 64kb 0");
            proxy.freeze(Direction.TO_CLIENT);
            var large = "\"" + "x".repeat(50_000) + "\"";
            for (int i = 0; subscribers() > 0; i++) {
                assertThat(i).as("messages that Redis keeps").isLessThan(2_000);
                write(put("large/" + i % 10, large));
            }
            var last = write(put("a", "2"));
            proxy.pass();
            subscriber.awaitHead(last.head());
            subscriber.awaitEqual(REDIS);
            assertThat(subscriber.recorder().causes()).containsExactly(Cause.SUBSCRIBED, Cause.SUBSCRIBED);
        }
    }

    @Test
    void s5QueueWhenMessagesComeFasterThanTheyAreAppliedThenHoldsNoMoreAndCatchesUp() {
        int messages = 1_000;
        var gate = new CountDownLatch(1);
        var slow = new WatchListener() {
            @Override
            public void applied(Namespace of, int changes, Duration delay) {
                awaitUninterruptibly(gate);
            }
        };
        try (var subscriber = subscriber(NEVER).queue(4).telling(slow).live()) {
            for (int i = 0; i < messages; i++) {
                write(put("s/" + i, "1"));
            }
            await().until(() -> subscriber.feed().arrived() == messages);
            gate.countDown();
            subscriber.awaitEqual(REDIS);
            // That which it was at; those that were still held were behind the catch-up.
            assertThat(subscriber.recorder().applied()).isEqualTo(1);
            // In one go, but for what came before the first was applied.
            var overflows = subscriber.recorder().resyncs().stream()
                    .filter(resynced -> resynced.cause() == Cause.OVERFLOW)
                    .toList();
            assertThat(overflows).isNotEmpty().extracting(Resynced::kind).containsOnly(Kind.DELTA);
            assertThat(overflows.stream().mapToInt(Resynced::entries).sum()).isEqualTo(messages - 1);
        }
    }

    @Test
    void s7ListenerWhenItThrowsThenTheReplicaAndTheOtherListenersAreUnharmed() {
        try (var subscriber = subscriber(HEARTBEAT).telling(new Throwing()).live()) {
            var outage = subscriber.outage("S7 connection killed under a listener that throws");
            REDIS.command("CLIENT", "KILL", "TYPE", "pubsub");
            outage.awaitLive();
            write(put("a", "2"));
            write(remove("a"));
            subscriber.awaitEqual(REDIS);
            assertThat(subscriber.recorder().applied()).isEqualTo(2);
            assertThat(subscriber.recorder().causes()).containsExactly(Cause.SUBSCRIBED, Cause.SUBSCRIBED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void s8StartWhenRedisIsDownAndAFileIsThereThenServesItAsStaleAndIsLiveOnceRedisComes(
            Down down, @TempDir Path disk) {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            store.settings().write(set(namespace, put("a", "1"), put("b", "1"), put("c", "1")));
            subscriber(redis).snapshots(disk).live().close();
            store.settings().write(set(namespace, put("a", "2")));
            down.begin(redis);
            try (var subscriber = subscriber(redis).snapshots(disk).start()) {
                await().during(A_WHILE).until(() -> subscriber.replicas().state() == WatchState.STALE);
                assertThat(subscriber.value("a")).isEqualTo("1");
                assertThat(subscriber.snapshot().size()).isEqualTo(3);
                down.end(redis);
                subscriber.awaitEqual(redis);
                assertThat(subscriber.value("a")).isEqualTo("2");
                // Of three settings the one that changed.
                assertThat(subscriber.recorder().entriesRead()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void s8StartWhenRedisIsDownAndNoFileIsThereThenIsSyncingAndIsLiveOnceRedisComes(Down down, @TempDir Path disk) {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            store.settings().write(set(namespace, put("a", "1")));
            down.begin(redis);
            try (var subscriber = subscriber(redis).snapshots(disk).start()) {
                await().during(A_WHILE).until(() -> subscriber.replicas().state() == WatchState.SYNCING);
                down.end(redis);
                subscriber.awaitEqual(redis);
                assertThat(subscriber.recorder().first(WatchState.STALE, 0)).isEmpty();
            }
        }
    }

    /** In which way Redis is not there. */
    private enum Down {
        REFUSING {
            @Override
            void begin(RedisServer redis) {
                redis.stop();
            }

            @Override
            void end(RedisServer redis) {
                redis.start();
            }
        },
        HUNG {
            @Override
            void begin(RedisServer redis) {
                redis.pause();
            }

            @Override
            void end(RedisServer redis) {
                redis.resume();
            }
        };

        abstract void begin(RedisServer redis);

        abstract void end(RedisServer redis);
    }

    /** Changes what has been read and what has not, before and after each page, the last one too. */
    private final class WritesAroundPages implements Reading {
        private volatile @Nullable Head newest;
        private volatile int lastPage;

        @Override
        public void before(int page) {
            write(put("a", "\"before " + page + "\""), put("before/" + page, "1"));
        }

        @Override
        public void after(int page, boolean last) {
            newest = write(put("a", "\"after " + page + "\""), remove("before/" + page))
                    .head();
            if (last) {
                lastPage = page;
            }
        }
    }

    /** Throws whatever it is told. */
    private static final class Throwing implements WatchListener {
        @Override
        public void changed(Snapshot before, Snapshot after, Collection<SettingName> names) {
            throw new IllegalStateException("changed");
        }

        @Override
        public void applied(Namespace namespace, int changes, Duration delay) {
            throw new IllegalStateException("applied");
        }

        @Override
        public void resynced(Namespace namespace, Kind kind, Cause cause, int entries, Duration took) {
            throw new IllegalStateException("resynced");
        }

        @Override
        public void moved(Namespace namespace, WatchState from, WatchState to) {
            throw new IllegalStateException("moved");
        }

        @Override
        public void moved(WatchState from, WatchState to) {
            throw new IllegalStateException("moved");
        }
    }

    private Subscriber.Setup subscriber(Duration heartbeat) {
        return Subscriber.at(proxy.host(), proxy.port(), namespace).heartbeat(heartbeat);
    }

    private Subscriber.Setup subscriber(RedisServer redis) {
        return Subscriber.at(redis.host(), redis.port(), namespace);
    }

    /** Writes that many settings; answers how many there are. */
    private int fill(int settings, String value) {
        for (int block = 0; block < settings; block += FILLED_AT_ONCE) {
            write(IntStream.range(block, Math.min(block + FILLED_AT_ONCE, settings))
                    .mapToObj(i -> put("s/" + i, value))
                    .toArray(Change[]::new));
        }
        return settings + 1;
    }

    private WriteLoad load(IntFunction<Change> changes) {
        return new WriteLoad(STORE.settings(), namespace, Duration.ofMillis(5), changes);
    }

    private Applied write(Change... changes) {
        return (Applied) STORE.settings().write(set(namespace, changes));
    }

    /** How many connections Redis sends the namespace's messages to. */
    private long subscribers() {
        var reply = (List<?>) Objects.requireNonNull(REDIS.command("PUBSUB", "NUMSUB", channel));
        return (Long) reply.get(1);
    }

    /** The channel of a namespace that nobody writes to; subscribers may listen to no other kind. */
    private String elsewhere() {
        return channel.replace("{t-", "{x-");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
