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
import io.sluice.setting.Entry;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import io.sluice.store.Delivery;
import io.sluice.store.Feed;
import io.sluice.store.FeedPage;
import io.sluice.store.NodeReport;
import io.sluice.store.RedisStore;
import io.sluice.store.Scope;
import io.sluice.store.SettingStore;
import io.sluice.store.StoreException;
import io.sluice.store.TestStore;
import io.sluice.store.WriteResult.Applied;
import io.sluice.watch.WatchListener.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatcherIT {
    private static final RedisServer REDIS = RedisServer.shared();
    private static final RedisStore STORE = TestStore.on(REDIS.host(), REDIS.port());
    private static final Duration HEARTBEAT = Duration.ofMillis(300);

    private final Namespace namespace = newNamespace();
    private final String id = "node-" + UUID.randomUUID();
    private final Recorder recorder = new Recorder();
    private final AtomicBoolean lossy = new AtomicBoolean();
    private final AtomicInteger lostMessages = new AtomicInteger();
    private @Nullable Watcher watcher;
    private @Nullable Path folder;
    private @Nullable SettingStore lost;

    @AfterEach
    void closeWatcher() {
        if (watcher != null) {
            watcher.close();
        }
    }

    @AfterAll
    static void closeStore() {
        STORE.close();
    }

    @Test
    void startWhenSettingsExistThenCatchesUpAndGoesLive() {
        write(put("a", "1"), put("b", "1"));
        var head = write(remove("b"));
        var replica = live(STORE, only());
        assertThat(replica.snapshot().head()).isEqualTo(head.head());
        assertThat(replica.snapshot().size()).isEqualTo(1);
        assertThat(replica.snapshot().entry(new SettingName("b")))
                .isEqualTo(head.entries().get(0));
    }

    @Test
    void changeWhenLiveThenIsAppliedFromTheMessageAlone() throws Exception {
        var first = write(put("a", "0"));
        var replica = live(STORE, only());
        var before = List.copyOf(recorder.caughtUp);
        for (int i = 1; i <= 50; i++) {
            var applied = write(put("a", "" + i), put("b", "" + i));
            assertThat(replica.awaitRevision(applied.head().revision(), Duration.ofSeconds(5)))
                    .isTrue();
            assertThat(Objects.requireNonNull(replica.snapshot().find("a"))
                            .value()
                            .json())
                    .isEqualTo("" + i);
        }
        assertThat(recorder.caughtUp).hasSameSizeAs(before);
        assertThat(Objects.requireNonNull(replica.snapshot().head()).position().offset())
                .isEqualTo(first.head().position().offset() + 100);
    }

    @Test
    void changeSetWhenReadMeanwhileThenIsSeenWhole() throws Exception {
        write(put("a", "0"), put("b", "0"));
        var replica = live(STORE, only());
        var readers = Executors.newSingleThreadExecutor();
        try {
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
                var store = TestStore.on(proxy.host(), proxy.port())) {
            var replica = live(store, only());
            proxy.cut();
            await().until(() -> replica.state() == WatchState.STALE);
            recorder.entries.clear();
            write(put("a", "2"));
            var last = write(remove("b"));
            assertThat(value(replica.snapshot(), "a")).isEqualTo("1");
            proxy.pass();
            await().until(() -> replica.state() == WatchState.LIVE);
            assertThat(replica.snapshot().head()).isEqualTo(last.head());
            assertThat(value(replica.snapshot(), "a")).isEqualTo("2");
            assertThat(replica.snapshot().find("b")).isNull();
            // Of three settings the two that changed, however many catch-ups (a heartbeat may ask again) shared them.
            assertThat(recorder.entries.stream().mapToInt(Integer::intValue).sum())
                    .isEqualTo(2);
            close();
        }
    }

    @Test
    void gapWhenAMessageIsLostThenTheNextOneBringsBoth() {
        write(put("a", "1"));
        var replica = live(STORE, only());
        loseMessageOf(put("a", "2"));
        var next = write(put("b", "1"));
        await().until(() -> next.head().equals(replica.snapshot().head()));
        assertThat(value(replica.snapshot(), "a")).isEqualTo("2");
        assertThat(recorder.caughtUp).contains(Cause.GAP);
    }

    @Test
    void messageWhenTheLastOneIsLostThenTheHeartbeatBringsIt() {
        write(put("a", "1"));
        var replica = live(STORE, only());
        loseMessageOf(put("a", "2"));
        await().until(() -> value(replica.snapshot(), "a").equals("2"));
        assertThat(recorder.caughtUp).contains(Cause.HEARTBEAT);
        await().until(() -> replica.state() == WatchState.LIVE);
    }

    @Test
    void messageWhenRepeatedOrForeignThenHasNoEffect() {
        write(put("a", "1"));
        var replica = live(STORE, only());
        var before = replica.snapshot().head();
        REDIS.command("PUBLISH", channel(), "not what Sluice publishes");
        REDIS.command(
                "PUBLISH",
                channel(),
                "{\"epoch\":\"%s\",\"first\":1,\"last\":1,\"revision\":1,\"changes\":[{\"name\":\"a\",\"kind\":\"present\",\"author\":\"x\",\"value\":9}]}"
                        .formatted(Objects.requireNonNull(before).position().epoch()));
        var next = write(put("b", "1"));
        await().until(() -> next.head().equals(replica.snapshot().head()));
        assertThat(value(replica.snapshot(), "a")).isEqualTo("1");
    }

    @Test
    void changeWhenTooLargeForAMessageThenIsFetched() {
        write(put("a", "1"));
        var replica = live(STORE, only());
        var large = "\"" + "x".repeat(100_000) + "\"";
        var written = write(put("a", large));
        await().until(() -> written.head().equals(replica.snapshot().head()));
        assertThat(value(replica.snapshot(), "a")).isEqualTo(large);
        assertThat(recorder.caughtUp).contains(Cause.LARGE);
    }

    @Test
    void namespaceWhenCreatedLaterThenAWatcherOfAllFindsIt() {
        var replicas = start(STORE, new Scope.All());
        await().until(() -> replicas.state() == WatchState.LIVE);
        var written = write(put("a", "1"));
        await().until(() -> replicas.find(namespace)
                .map(replica -> written.head().equals(replica.snapshot().head()))
                .orElse(false));
    }

    @Test
    void replicaWhenRedisIsEmptiedThenKeepsItsSettings() {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            store.settings().write(set(namespace, put("a", "1"), put("b", "1")));
            var replica = live(store, only());
            redis.command("FLUSHALL");
            var head = ((Applied) store.settings().write(set(namespace, put("c", "1")))).head();
            await().until(() -> head.equals(replica.snapshot().head()));
            assertThat(replica.snapshot().size()).isEqualTo(3);
            redis.restartEmpty();
            await().until(() -> replica.state() == WatchState.STALE);
            var change = set(namespace, put("d", "1"));
            await().ignoreExceptionsInstanceOf(StoreException.class)
                    .until(() -> store.settings().write(change), Applied.class::isInstance);
            await().until(() ->
                    replica.state() == WatchState.LIVE && replica.snapshot().find("d") != null);
            assertThat(replica.snapshot().size()).isEqualTo(4);
            close();
        }
    }

    @Test
    void replicaWhenItWasRightLongAgoAndTheNamespaceIsCompleteThenLosesWhatIsAbsent(@TempDir Path disk)
            throws IOException {
        folder = disk;
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            store.settings().write(set(namespace, put("a", "1"), put("b", "1")));
            live(store, only());
            close();
            var left = disk.resolve(namespace + ".snapshot");
            Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
            redis.command("FLUSHALL");
            redis.command("HSET", "sluice:{" + namespace + "}:meta", "complete", "1");
            var head = ((Applied) store.settings().write(set(namespace, put("b", "2")))).head();
            var replica = live(store, only());
            assertThat(replica.snapshot().head()).isEqualTo(head);
            assertThat(replica.snapshot().find("a")).isNull();
            assertThat(value(replica.snapshot(), "b")).isEqualTo("2");
            close();
        }
    }

    @Test
    void startWhenRedisIsDownThenGoesLiveOnceItIsThere() {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            store.settings().write(set(namespace, put("a", "1")));
            redis.stop();
            var replicas = start(store, only());
            assertThat(replicas.state()).isEqualTo(WatchState.SYNCING);
            redis.start();
            await().until(() -> replicas.state() == WatchState.LIVE);
            assertThat(value(replica(replicas).snapshot(), "a")).isEqualTo("1");
            close();
        }
    }

    @Test
    void reportWhenBeatingThenTheRegistryShowsTheNodeUntilItCloses() {
        var head = write(put("a", "1")).head();
        live(STORE, only());
        await().until(() ->
                own().stream().anyMatch(report -> head.equals(report.applied().get(namespace))));
        assertThat(own().get(0).application()).isEqualTo("watcher-it");
        close();
        assertThat(own()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"feed", "meta"})
    void namespaceWhenDamagedThenIsStaleAndHoldsUpNoOther(String key) {
        var other = newNamespace();
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            for (var each : List.of(namespace, other)) {
                store.settings().register(each);
                store.settings().write(set(each, put("a", "1")));
            }
            var replicas = start(store, new Scope.All());
            await().until(() -> replicas.state() == WatchState.LIVE);
            var whole = "sluice:{" + namespace + "}:" + key;
            redis.command("RENAME", whole, "aside");
            redis.command("SET", whole, "foreign");
            redis.command("CLIENT", "KILL", "TYPE", "pubsub");
            await().until(() -> replica(replicas).state() == WatchState.STALE);
            var head = ((Applied) store.settings().write(set(other, put("a", "2")))).head();
            var sound = replicas.find(other).orElseThrow();
            await().until(() -> sound.state() == WatchState.LIVE
                    && head.equals(sound.snapshot().head()));
            assertThat(value(replica(replicas).snapshot(), "a")).isEqualTo("1");
            if (key.equals("meta")) {
                // The heartbeat reads nothing else of a namespace.
                await().until(() -> store.nodes().live().stream()
                        .anyMatch(report -> String.valueOf(report.lastError()).contains(namespace.text())));
            }
            redis.command("RENAME", "aside", whole);
            await().until(() -> replicas.state() == WatchState.LIVE);
            close();
        }
    }

    @Test
    void closeWhenLiveThenReplicaStaysReadable() {
        write(put("a", "1"));
        var replica = live(STORE, only());
        close();
        assertThat(replica.state()).isEqualTo(WatchState.CLOSED);
        assertThat(value(replica.snapshot(), "a")).isEqualTo("1");
    }

    @Test
    void startWhenRedisIsDownThenServesTheSnapshotOnDiskAndThenOnlyReadsWhatItMissed(@TempDir Path disk) {
        folder = disk;
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            store.settings().write(set(namespace, put("a", "1"), put("b", "1"), put("c", "1")));
            live(store, only());
            close();
            store.settings().write(set(namespace, put("a", "2")));
            redis.pause();
            var replicas = start(store, only());
            assertThat(replicas.state()).isEqualTo(WatchState.STALE);
            assertThat(value(replica(replicas).snapshot(), "a")).isEqualTo("1");
            recorder.entries.clear();
            redis.resume();
            await().until(() -> replicas.state() == WatchState.LIVE);
            assertThat(value(replica(replicas).snapshot(), "a")).isEqualTo("2");
            assertThat(recorder.entries.stream().mapToInt(Integer::intValue).sum())
                    .isEqualTo(1);
            close();
        }
    }

    @Test
    void connectionWhenFrozenThenIsGivenUpAndLiveAgainOnceItPasses() {
        write(put("a", "1"));
        try (var proxy = TcpProxy.to(REDIS);
                var store = TestStore.on(proxy.host(), proxy.port())) {
            var replica = live(store, only());
            proxy.freeze();
            var begun = System.nanoTime();
            await().until(() -> replica.state() == WatchState.STALE);
            var stale = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(stale).isLessThan(HEARTBEAT.multipliedBy(5));
            write(put("a", "2"));
            proxy.pass();
            await().until(() -> replica.state() == WatchState.LIVE);
            assertThat(value(replica.snapshot(), "a")).isEqualTo("2");
            close();
        }
    }

    @Test
    void entriesWhenRedisLostThemThenANodeThatMayBringsThemBack() {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            store.settings().register(namespace);
            var before = (Applied) store.settings().write(set(namespace, put("a", "1"), put("b", "1")));
            store.settings().write(set(namespace, remove("b")));
            lost = store.settings();
            var replica = live(store, only());
            redis.command("FLUSHALL");
            var head = ((Applied) store.settings().write(set(namespace, put("c", "1")))).head();
            await().until(() ->
                    store.settings().read(namespace, new SettingName("a")).isPresent());
            assertThat(store.settings().read(namespace, new SettingName("a")))
                    .contains(before.entries().get(0));
            await().until(() -> replica.state() == WatchState.LIVE && isEqual(store, replica.snapshot()));
            assertThat(replica.snapshot().size()).isEqualTo(2);
            assertThat(store.backlog().state(namespace).dirty()).isEqualTo(3);
            assertThat(store.feed().head(namespace).orElseThrow().revision()).isEqualTo(head.revision());
            close();
        }
    }

    @Test
    void entriesWhenRedisIsFlushedThenAreBroughtBackThoughNobodyWritesAndNoConnectionIsLost() {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            store.settings().register(namespace);
            store.settings().write(set(namespace, put("a", "1")));
            lost = store.settings();
            var replica = live(store, new Scope.All());
            redis.command("FLUSHALL");
            await().until(() ->
                    store.settings().read(namespace, new SettingName("a")).isPresent());
            await().until(() -> replica.state() == WatchState.LIVE && isEqual(store, replica.snapshot()));
            close();
        }
    }

    @Test
    void entriesWhenRedisCameBackEmptyThenAreBroughtBackWithoutAnyWrite() {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            store.settings().register(namespace);
            store.settings().write(set(namespace, put("a", "1"), put("b", "1")));
            lost = store.settings();
            var replica = live(store, new Scope.All());
            redis.restartEmpty();
            await().ignoreExceptionsInstanceOf(StoreException.class)
                    .until(() -> store.settings()
                            .read(namespace, new SettingName("b"))
                            .isPresent());
            await().until(() -> replica.state() == WatchState.LIVE && isEqual(store, replica.snapshot()));
            assertThat(store.feed().namespaces()).contains(namespace);
            close();
        }
    }

    @Test
    void entriesWhenNodeWasLastRightLongAgoThenAreNotBroughtBack(@TempDir Path disk) throws IOException {
        folder = disk;
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            store.settings().write(set(namespace, put("a", "1")));
            live(store, only());
            close();
            var left = disk.resolve(namespace + ".snapshot");
            Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
            redis.command("FLUSHALL");
            var head = ((Applied) store.settings().write(set(namespace, put("b", "1")))).head();
            lost = store.settings();
            var replica = live(store, only());
            assertThat(replica.snapshot().head()).isEqualTo(head);
            assertThat(store.settings().read(namespace, new SettingName("a"))).isEmpty();
            assertThat(replica.snapshot().size()).isEqualTo(2);
            close();
        }
    }

    private boolean isEqual(RedisStore store, Snapshot snapshot) {
        return store.feed().since(namespace, null) instanceof FeedPage.Changes all
                && all.head().equals(snapshot.head())
                && Snapshot.empty(namespace)
                        .merge(all.entries(), all.head())
                        .missingIn(snapshot)
                        .isEmpty()
                && all.entries().stream()
                                .filter(Entry.Present.class::isInstance)
                                .count()
                        == snapshot.size();
    }

    private List<NodeReport> own() {
        return STORE.nodes().live().stream()
                .filter(report -> report.id().equals(id))
                .toList();
    }

    private Scope only() {
        return new Scope.Only(Set.of(namespace));
    }

    private String channel() {
        return "sluice:{" + namespace + "}:changes";
    }

    /** Carries out a change whose message the network loses. */
    private void loseMessageOf(Change change) {
        lossy.set(true);
        try {
            write(change);
            await().until(() -> lostMessages.get() == 1);
        } finally {
            lossy.set(false);
        }
    }

    /** A feed that loses messages at will. */
    private final class LossyFeed implements Feed {
        private final Feed feed;

        LossyFeed(Feed feed) {
            this.feed = feed;
        }

        @Override
        public FeedPage since(Namespace of, @Nullable Position after) {
            return feed.since(of, after);
        }

        @Override
        public FeedPage next(Namespace of, FeedPage page) {
            return feed.next(of, page);
        }

        @Override
        public Optional<Head> head(Namespace of) {
            return feed.head(of);
        }

        @Override
        public Set<Namespace> namespaces() {
            return feed.namespaces();
        }

        @Override
        public Subscription subscribe(Scope scope, Duration pulse, Subscriber subscriber) {
            return feed.subscribe(scope, pulse, new Subscriber() {
                @Override
                public void confirmed() {
                    subscriber.confirmed();
                }

                @Override
                public void received(Delivery delivery) {
                    if (lossy.get()) {
                        lostMessages.incrementAndGet();
                    } else {
                        subscriber.received(delivery);
                    }
                }

                @Override
                public void lost() {
                    subscriber.lost();
                }
            });
        }
    }

    private Replicas start(RedisStore store, Scope scope) {
        var identity = new NodeIdentity(id, "localhost", "watcher-it", "1", Instant.now());
        var options = new WatchOptions(scope, HEARTBEAT, 10_000, Duration.ZERO, folder, Duration.ofDays(7));
        watcher = new Watcher(
                new LossyFeed(store.feed()),
                store.nodes(),
                identity,
                options,
                lost,
                List.of(recorder),
                List::of,
                Clock.systemUTC());
        watcher.start();
        return watcher;
    }

    private Replica live(RedisStore store, Scope scope) {
        var replicas = start(store, scope);
        await().until(() -> replicas.state() == WatchState.LIVE);
        return replica(replicas);
    }

    private Replica replica(Replicas replicas) {
        return replicas.find(namespace).orElseThrow();
    }

    private void close() {
        Objects.requireNonNull(watcher).close();
    }

    private Applied write(Change... changes) {
        STORE.settings().register(namespace);
        return (Applied) STORE.settings().write(set(namespace, changes));
    }

    private static String value(Snapshot snapshot, String name) {
        return Objects.requireNonNull(snapshot.find(name)).value().json();
    }

    private static final class Recorder implements WatchListener {
        private final Queue<Cause> caughtUp = new ConcurrentLinkedQueue<>();
        private final Queue<Integer> entries = new ConcurrentLinkedQueue<>();

        @Override
        public void resynced(Namespace namespace, Kind kind, Cause cause, int count, Duration took) {
            caughtUp.add(cause);
            entries.add(count);
        }
    }
}
