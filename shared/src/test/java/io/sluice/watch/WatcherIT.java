package io.sluice.watch;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.remove;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import io.sluice.setting.TraceParent;
import io.sluice.store.NodeReport;
import io.sluice.store.RedisStore;
import io.sluice.store.StoreException;
import io.sluice.store.TestStore;
import io.sluice.store.WriteResult.Applied;
import io.sluice.watch.WatchListener.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("servers")
class WatcherIT {
    private static final RedisServer REDIS = RedisServer.shared();
    private static final RedisStore STORE = TestStore.on(REDIS.host(), REDIS.port());

    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

    private final Namespace namespace = newNamespace();

    @AfterAll
    static void closeStore() {
        STORE.close();
    }

    @Test
    void startWhenSettingsExistThenCatchesUpAndGoesLive() {
        write(put("a", "1"), put("b", "1"));
        var head = write(remove("b"));
        try (var subscriber = subscriber().live()) {
            assertThat(subscriber.snapshot().head()).isEqualTo(head.head());
            assertThat(subscriber.snapshot().size()).isEqualTo(1);
            assertThat(subscriber.snapshot().entry(new SettingName("b")))
                    .isEqualTo(head.entries().get(0));
        }
    }

    @Test
    void changeWhenLiveThenIsAppliedFromTheMessageAlone() throws Exception {
        var first = write(put("a", "0"));
        try (var subscriber = subscriber().live()) {
            subscriber.recorder().clear();
            for (int i = 1; i <= 50; i++) {
                var applied = write(put("a", "" + i), put("b", "" + i));
                assertThat(subscriber.replica().awaitRevision(applied.head().revision(), Duration.ofSeconds(5)))
                        .isTrue();
                assertThat(subscriber.value("a")).isEqualTo("" + i);
            }
            assertThat(subscriber.recorder().resyncs()).isEmpty();
            assertThat(Objects.requireNonNull(subscriber.snapshot().head())
                            .position()
                            .offset())
                    .isEqualTo(first.head().position().offset() + 100);
        }
    }

    @Test
    void changeSetWhenReadMeanwhileThenIsSeenWhole() throws Exception {
        write(put("a", "0"), put("b", "0"));
        var readers = Executors.newSingleThreadExecutor();
        try (var subscriber = subscriber().live()) {
            var replica = subscriber.replica();
            var torn = readers.submit(() -> {
                int bad = 0;
                while (!value(replica.snapshot(), "a").equals("300")) {
                    var snapshot = replica.snapshot();
                    bad += value(snapshot, "a").equals(value(snapshot, "b")) ? 0 : 1;
                }
                return bad;
            });
            for (int i = 1; i <= 300; i++) {
                write(put("a", "" + i), put("b", "" + i));
            }
            assertThat(torn.get()).isZero();
        } finally {
            readers.shutdownNow();
        }
    }

    @Test
    void changesWhenConnectionWasCutThenOnlyTheyAreReadAgain() {
        write(put("a", "1"), put("b", "1"), put("c", "1"));
        try (var proxy = TcpProxy.to(REDIS);
                var subscriber =
                        Subscriber.at(proxy.host(), proxy.port(), namespace).live()) {
            proxy.cut();
            await().until(() -> subscriber.state() == WatchState.STALE);
            subscriber.recorder().clear();
            write(put("a", "2"));
            var last = write(remove("b"));
            assertThat(subscriber.value("a")).isEqualTo("1");
            proxy.pass();
            subscriber.awaitLive();
            assertThat(subscriber.snapshot().head()).isEqualTo(last.head());
            assertThat(subscriber.value("a")).isEqualTo("2");
            assertThat(subscriber.snapshot().find("b")).isNull();
            // Of three settings the two that changed, however many catch-ups (a heartbeat may ask again) shared them.
            assertThat(subscriber.recorder().entriesRead()).isEqualTo(2);
        }
    }

    @Test
    void messageWhenRepeatedOrForeignThenHasNoEffect() {
        write(put("a", "1"));
        try (var subscriber = subscriber().live()) {
            var before = Objects.requireNonNull(subscriber.snapshot().head());
            REDIS.command("PUBLISH", channel(), "not what Sluice publishes");
            REDIS.command(
                    "PUBLISH",
                    channel(),
                    "{\"epoch\":\"%s\",\"first\":1,\"last\":1,\"revision\":1,\"changes\":[{\"name\":\"a\",\"kind\":\"present\",\"author\":\"x\",\"value\":9}]}"
                            .formatted(before.position().epoch()));
            subscriber.awaitHead(write(put("b", "1")).head());
            assertThat(subscriber.value("a")).isEqualTo("1");
        }
    }

    @Test
    void changeWhenTooLargeForAMessageThenIsFetched() {
        write(put("a", "1"));
        try (var subscriber = subscriber().live()) {
            var large = "\"" + "x".repeat(100_000) + "\"";
            subscriber.awaitHead(write(put("a", large)).head());
            assertThat(subscriber.value("a")).isEqualTo(large);
            assertThat(subscriber.recorder().causes()).contains(Cause.LARGE);
        }
    }

    @Test
    void changeWhenPartOfATraceThenListenersAreToldWhenItCanBeReadHoweverItCame() {
        var told = new ConcurrentHashMap<TraceParent, Head>();
        var listener = new WatchListener() {
            @Override
            public void traced(TraceParent trace, Namespace of, Head head, Instant began, Instant ended) {
                assertThat(began).isBeforeOrEqualTo(ended);
                told.put(trace, head);
            }
        };
        write(trace("01"), put("a", "1"));
        try (var subscriber = subscriber().telling(listener).live()) {
            var small = write(trace("02"), put("a", "2"));
            write(put("a", "3"));
            var large = write(trace("04"), put("a", "\"" + "x".repeat(100_000) + "\""));
            subscriber.awaitHead(large.head());
            await().untilAsserted(() ->
                    assertThat(told).isEqualTo(Map.of(trace("02"), small.head(), trace("04"), large.head())));
        }
    }

    private Applied write(TraceParent trace, Change... changes) {
        var set = set(namespace, changes);
        return (Applied) STORE.settings()
                .write(new ChangeSet(namespace, set.changes(), set.origin().within(trace)));
    }

    private static TraceParent trace(String end) {
        return new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e47" + end + "-00f067aa0ba902b7-01");
    }

    @Test
    void namespaceWhenCreatedLaterThenAWatcherOfAllFindsIt() {
        try (var subscriber = subscriber().all().live()) {
            var written = write(put("a", "1"));
            await().until(() -> subscriber
                    .replicas()
                    .find(namespace)
                    .map(replica -> written.head().equals(replica.snapshot().head()))
                    .orElse(false));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"settings", "feed", "meta", "tombstones"})
    void r5ReplicaWhenAKeyIsEvictedThenKeepsItsSettings(String key) {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            store.settings().write(set(namespace, put("a", "1"), put("b", "1")));
            try (var subscriber = subscriber(redis).live()) {
                redis.command("DEL", "sluice:{" + namespace + "}:" + key);
                subscriber.recorder().clear();
                redis.command("CLIENT", "KILL", "TYPE", "pubsub");
                await().until(() -> !subscriber.recorder().moves().isEmpty());
                assertThat(subscriber.snapshot().size()).isEqualTo(2);
                subscriber.awaitHead(((Applied) store.settings().write(set(namespace, put("c", "1")))).head());
                await().until(() -> subscriber.state() == WatchState.LIVE);
                assertThat(subscriber.snapshot().size()).isEqualTo(3);
                assertThat(subscriber.value("a")).isEqualTo("1");
            }
        }
    }

    @Test
    void r3ReplicaWhenRedisIsEmptiedThenKeepsItsSettings() {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            store.settings().write(set(namespace, put("a", "1"), put("b", "1")));
            try (var subscriber = subscriber(redis).live()) {
                redis.command("FLUSHALL");
                subscriber.awaitHead(((Applied) store.settings().write(set(namespace, put("c", "1")))).head());
                assertThat(subscriber.snapshot().size()).isEqualTo(3);
                redis.restartEmpty();
                await().until(() -> subscriber.state() == WatchState.STALE);
                var change = set(namespace, put("d", "1"));
                await().ignoreExceptionsInstanceOf(StoreException.class)
                        .until(() -> store.settings().write(change), Applied.class::isInstance);
                await().until(() -> subscriber.snapshot().find("d") != null);
                assertThat(subscriber.snapshot().size()).isEqualTo(4);
                assertThat(subscriber.state())
                        .as("as long as somebody may bring the other three back")
                        .isEqualTo(WatchState.STALE);
            }
        }
    }

    @Test
    void r3ReplicaWhenItIsEmptyAndRedisIsEmptiedThenIsLiveForItLacksNothing() {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            store.settings().register(namespace);
            complete(store);
            try (var subscriber = subscriber(redis).live()) {
                await().until(() -> subscriber.snapshot().head() != null);
                var begun = System.nanoTime();
                redis.command("FLUSHALL");
                redis.command("CLIENT", "KILL", "TYPE", "pubsub");
                await().until(() ->
                        subscriber.recorder().first(WatchState.STALE, begun).isPresent());
                await().until(() -> subscriber.state() == WatchState.LIVE);
            }
        }
    }

    @Test
    void replicaWhenItWasRightLongAgoAndTheNamespaceIsCompleteThenLosesWhatIsAbsent(@TempDir Path disk)
            throws IOException {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            store.settings().write(set(namespace, put("a", "1"), put("b", "1")));
            leaveLongAgo(redis, disk);
            redis.command("FLUSHALL");
            store.settings().write(set(namespace, put("b", "2")));
            complete(store);
            try (var subscriber = subscriber(redis).snapshots(disk).live()) {
                subscriber.assertEqual(redis);
                assertThat(subscriber.snapshot().find("a")).isNull();
                assertThat(subscriber.value("b")).isEqualTo("2");
            }
        }
    }

    @Test
    void reportWhenBeatingThenTheRegistryShowsTheNodeUntilItCloses() {
        var head = write(put("a", "1")).head();
        try (var subscriber = subscriber().live()) {
            var id = subscriber.id();
            await().until(() -> reports(id).stream()
                    .anyMatch(report -> head.equals(report.applied().get(namespace))));
            assertThat(reports(id).get(0).application()).isEqualTo("subscriber");
            subscriber.end();
            assertThat(reports(id)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"feed", "meta"})
    void r5NamespaceWhenDamagedThenIsStaleAndHoldsUpNoOther(String key) {
        var other = newNamespace();
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            for (var each : List.of(namespace, other)) {
                store.settings().register(each);
                store.settings().write(set(each, put("a", "1")));
            }
            try (var subscriber = subscriber(redis).all().live()) {
                var whole = "sluice:{" + namespace + "}:" + key;
                redis.command("RENAME", whole, "aside");
                redis.command("SET", whole, "foreign");
                redis.command("CLIENT", "KILL", "TYPE", "pubsub");
                await().until(() -> subscriber.state() == WatchState.STALE);
                var head = ((Applied) store.settings().write(set(other, put("a", "2")))).head();
                var sound = subscriber.replicas().find(other).orElseThrow();
                await().until(() -> sound.state() == WatchState.LIVE
                        && head.equals(sound.snapshot().head()));
                assertThat(subscriber.value("a")).isEqualTo("1");
                if (key.equals("meta")) {
                    // The heartbeat reads nothing else of a namespace.
                    await().until(() -> store.nodes().live().stream()
                            .anyMatch(
                                    report -> String.valueOf(report.lastError()).contains(namespace.text())));
                }
                redis.command("RENAME", "aside", whole);
                subscriber.awaitLive();
            }
        }
    }

    @Test
    void closeWhenLiveThenReplicaStaysReadable() {
        write(put("a", "1"));
        try (var subscriber = subscriber().live()) {
            subscriber.end();
            assertThat(subscriber.state()).isEqualTo(WatchState.CLOSED);
            assertThat(subscriber.value("a")).isEqualTo("1");
        }
    }

    @Test
    void r3EntriesWhenRedisLostThemThenANodeThatMayBringsThemBack() {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            store.settings().register(namespace);
            var before = (Applied) store.settings().write(set(namespace, put("a", "1"), put("b", "1")));
            store.settings().write(set(namespace, remove("b")));
            try (var subscriber = subscriber(redis).salvaging().live()) {
                redis.command("FLUSHALL");
                var head = ((Applied) store.settings().write(set(namespace, put("c", "1")))).head();
                await().until(() ->
                        store.settings().read(namespace, new SettingName("a")).isPresent());
                assertThat(store.settings().read(namespace, new SettingName("a")))
                        .contains(before.entries().get(0));
                subscriber.awaitEqual(redis);
                assertThat(subscriber.snapshot().size()).isEqualTo(2);
                assertThat(store.backlog().state(namespace).dirty()).isEqualTo(3);
                assertThat(store.feed().head(namespace).orElseThrow().revision())
                        .isEqualTo(head.revision());
            }
        }
    }

    @Test
    void r3EntriesWhenRedisIsFlushedThenAreBroughtBackThoughNobodyWritesAndNoConnectionIsLost() {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            store.settings().register(namespace);
            store.settings().write(set(namespace, put("a", "1")));
            try (var subscriber = subscriber(redis).all().salvaging().live()) {
                redis.command("FLUSHALL");
                await().until(() ->
                        store.settings().read(namespace, new SettingName("a")).isPresent());
                subscriber.awaitEqual(redis);
            }
        }
    }

    @Test
    void r3EntriesWhenRedisCameBackEmptyThenAreBroughtBackWithoutAnyWrite() {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            store.settings().register(namespace);
            store.settings().write(set(namespace, put("a", "1"), put("b", "1")));
            try (var subscriber = subscriber(redis).all().salvaging().live()) {
                redis.restartEmpty();
                await().ignoreExceptionsInstanceOf(StoreException.class)
                        .until(() -> store.settings()
                                .read(namespace, new SettingName("b"))
                                .isPresent());
                subscriber.awaitEqual(redis);
                assertThat(store.feed().namespaces()).contains(namespace);
            }
        }
    }

    @Test
    void entriesWhenNodeWasLastRightLongAgoThenAreNotBroughtBack(@TempDir Path disk) throws IOException {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            store.settings().write(set(namespace, put("a", "1")));
            leaveLongAgo(redis, disk);
            redis.command("FLUSHALL");
            var head = ((Applied) store.settings().write(set(namespace, put("b", "1")))).head();
            try (var subscriber = subscriber(redis).snapshots(disk).salvaging().start()) {
                subscriber.awaitHead(head);
                assertThat(store.settings().read(namespace, new SettingName("a")))
                        .isEmpty();
                assertThat(subscriber.snapshot().size()).isEqualTo(2);
            }
        }
    }

    /** A snapshot on disk, from before tombstones were compacted. */
    private void leaveLongAgo(RedisServer redis, Path disk) throws IOException {
        subscriber(redis).snapshots(disk).live().close();
        Files.setLastModifiedTime(disk.resolve(namespace + ".snapshot"), LONG_AGO);
    }

    private void complete(RedisStore store) {
        var life = store.restoration().condition(namespace).life();
        assertThat(store.restoration().complete(namespace, life)).isTrue();
    }

    private Subscriber.Setup subscriber() {
        return subscriber(REDIS);
    }

    private Subscriber.Setup subscriber(RedisServer redis) {
        return Subscriber.at(redis.host(), redis.port(), namespace);
    }

    private List<NodeReport> reports(String id) {
        return STORE.nodes().live().stream()
                .filter(report -> report.id().equals(id))
                .toList();
    }

    private String channel() {
        return "sluice:{" + namespace + "}:changes";
    }

    private Applied write(Change... changes) {
        STORE.settings().register(namespace);
        return (Applied) STORE.settings().write(set(namespace, changes));
    }

    private static String value(Snapshot snapshot, String name) {
        return Objects.requireNonNull(snapshot.find(name)).value().json();
    }
}
