package io.sluice.watch;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.remove;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.setting.Snapshot;
import io.sluice.store.RedisStore;
import io.sluice.store.TestStore;
import io.sluice.store.WriteResult.Applied;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Subscribers while Redis is emptied, restored from an archive, salvaged and compacted. The archive is a list here: what it
 * held when the drain was last there.
 */
@Tag("servers")
class RestoringIT {
    private static final Revision EVER = new Revision((1L << 53) - 1);

    private final RedisServer redis = RedisServer.launch();
    private final RedisStore store = TestStore.on(redis.host(), redis.port());
    private final Namespace namespace = newNamespace();
    private final List<Entry> archive = new ArrayList<>();

    @AfterEach
    void close() {
        store.close();
        redis.close();
    }

    @Test
    void r3EmptiedRedisWhenRestoredBeforeItIsSalvagedThenNothingIsLost() {
        writeArchivedAndNewer();
        var dropped = new Drops();
        try (var api = subscriber().salvaging().telling(dropped).live()) {
            redis.command("FLUSHALL");
            restore();
            complete();
            assertThatAllIsBack(api);
        }
        assertThat(dropped.names).isEmpty();
    }

    @Test
    void r3EmptiedRedisWhenSalvagedBeforeItIsRestoredThenNothingIsLost() {
        writeArchivedAndNewer();
        // What no node holds, for it was never asked: as after a namespace was followed by nobody.
        archive.add(present("archived-only", 7));
        var dropped = new Drops();
        try (var api = subscriber().salvaging().telling(dropped).live()) {
            redis.command("FLUSHALL");
            await().until(() ->
                    store.settings().read(namespace, new SettingName("new")).isPresent());
            restore();
            complete();
            assertThatAllIsBack(api);
            api.awaitEqual(redis);
            assertThat(api.value("archived-only")).isEqualTo("7");
        }
        assertThat(dropped.names).isEmpty();
    }

    @Test
    void r3EmptiedRedisWhenItTakesNothingAtFirstThenIsSalvagedOnceItDoes() {
        writeArchivedAndNewer();
        try (var api = subscriber().salvaging().live()) {
            redis.command("FLUSHALL");
            redis.command("CONFIG", "SET", "maxmemory", "1");
            store.restoration().begin(namespace);
            await().until(() -> api.state() == WatchState.STALE);
            assertThat(api.value("new")).isEqualTo("1");
            redis.command("CONFIG", "SET", "maxmemory", "0");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> store.settings()
                            .read(namespace, new SettingName("new"))
                            .isPresent());
            api.awaitEqual(redis);
        }
    }

    @Test
    void r3EmptiedRedisWhenBothAreAtItAtTheSameTimeAndSomebodyWritesThenNothingIsLost() {
        writeArchivedAndNewer();
        var dropped = new Drops();
        try (var first = subscriber().salvaging().telling(dropped).live();
                var second = subscriber().salvaging().telling(dropped).live();
                var plain = subscriber().telling(dropped).live()) {
            redis.command("FLUSHALL");
            write(put("changed", "3"));
            archive.forEach(entry -> {
                restore(List.of(entry));
                write(put("busy", entry.revision().toString()));
            });
            complete();
            Stream.of(first, second, plain).forEach(each -> each.awaitEqual(redis));
            assertThat(first.value("changed")).isEqualTo("3");
            assertThat(first.value("new")).isEqualTo("1");
            assertThat(first.value("kept")).isEqualTo("1");
            assertThat(first.snapshot().find("removed")).isNull();
        }
        assertThat(dropped.names).isEmpty();
    }

    @Test
    void replicaWhenItAloneHoldsWhatRedisLostThenIsStaleAndGivesItUpOnceNobodyCanBringItBack() {
        writeArchivedAndNewer();
        complete();
        try (var plain = subscriber().live()) {
            redis.command("FLUSHALL");
            restore();
            await().until(() -> plain.state() == WatchState.STALE
                    && !plain.recorder().resyncs().isEmpty());
            assertThat(plain.value("new")).isEqualTo("1");
            assertThat(plain.value("changed")).isEqualTo("2");
            complete();
            plain.awaitEqual(redis);
            assertThat(plain.snapshot().find("new")).isNull();
            assertThat(plain.value("changed")).isEqualTo("1");
            await().until(() -> plain.state() == WatchState.LIVE);
        }
    }

    @Test
    void replicaWhenItHoldsWhatRedisLostThenIsLiveAsSoonAsAnotherBroughtThatBack() {
        writeArchivedAndNewer();
        complete();
        var dropped = new Drops();
        try (var plain = subscriber().telling(dropped).live()) {
            var held = plain.snapshot();
            redis.command("FLUSHALL");
            restore();
            await().until(() -> plain.state() == WatchState.STALE
                    && !plain.recorder().resyncs().isEmpty());
            store.settings().merge(namespace, held.missingIn(Snapshot.empty(namespace)));
            await().until(() -> plain.state() == WatchState.LIVE);
            plain.awaitEqual(redis);
            assertThat(plain.value("new")).isEqualTo("1");
        }
        assertThat(dropped.names).isEmpty();
    }

    @Test
    void replicaWhenItsSnapshotIsOldAndTheNamespaceHalfRestoredThenKeepsAllAndIsStaleUntilItIsComplete(
            @TempDir Path disk) throws IOException {
        writeArchivedAndNewer();
        leaveLongAgo(disk);
        archive.clear();
        archive.addAll(drain());
        // Removed, archived, and forgotten since.
        archive.removeIf(entry -> entry.name().text().equals("kept"));
        redis.command("FLUSHALL");
        restore(archive.subList(0, 1));
        var dropped = new Drops();
        try (var subscriber =
                subscriber().snapshots(disk).salvaging().telling(dropped).start()) {
            await().until(() -> !subscriber.recorder().resyncs().isEmpty());
            assertThat(subscriber.value("kept")).isEqualTo("1");
            assertThat(subscriber.state()).isEqualTo(WatchState.STALE);
            restore();
            write(put("fresh", "1"));
            await().until(() -> subscriber.snapshot().find("fresh") != null);
            redis.command("CLIENT", "KILL", "TYPE", "pubsub");
            await().until(() -> subscriber.recorder().resyncs().size() > 1);
            assertThat(subscriber.value("kept")).isEqualTo("1");
            assertThat(dropped.names).isEmpty();
            assertThat(subscriber.state()).isEqualTo(WatchState.STALE);
            assertThat(Files.getLastModifiedTime(disk.resolve(namespace + ".snapshot")))
                    .as("an old replica stays old for the next start")
                    .isEqualTo(LONG_AGO);

            complete();
            subscriber.awaitEqual(redis);
            assertThat(dropped.names).contains("kept");
            assertThat(subscriber.snapshot().find("fresh")).isNotNull();
            assertThat(store.settings().read(namespace, new SettingName("kept")))
                    .isEmpty();
        }
    }

    @Test
    void replicaWhenBelowTheFloorThenDropsWhatWasRemovedAndForgottenThoughItWasRightAMomentAgo(@TempDir Path disk) {
        writeArchivedAndNewer();
        complete();
        subscriber().snapshots(disk).live().close();
        write(remove("kept"));
        drain();
        assertThat(store.compaction().compact(namespace, EVER, 100)).isEqualTo(2);
        try (var late = subscriber().snapshots(disk).salvaging().live()) {
            late.awaitEqual(redis);
            assertThat(late.snapshot().find("kept")).isNull();
            assertThat(late.value("changed")).isEqualTo("2");
            assertThat(late.recorder().resyncs().get(0).kind()).isEqualTo(WatchListener.Kind.FULL);
        }
        assertThat(store.settings().read(namespace, new SettingName("kept"))).isEmpty();
    }

    @Test
    void replicaWhenNothingWasArchivedThenFollowsTheEmptyCompleteNamespace() {
        store.settings().register(namespace);
        try (var subscriber = subscriber().all().live()) {
            complete();
            subscriber.awaitEqual(redis);
            assertThat(subscriber.snapshot().size()).isZero();
            var head = write(put("a", "1")).head();
            subscriber.awaitHead(head);
            assertThat(subscriber.recorder().causes()).doesNotContain(WatchListener.Cause.HEARTBEAT);
            redis.command("CLIENT", "KILL", "TYPE", "pubsub");
            subscriber.awaitEqual(redis);
        }
    }

    @Test
    void r1ReplicasWhenRedisRestartsThenStayEqualThroughTheRestoring() {
        writeArchivedAndNewer();
        complete();
        var dropped = new Drops();
        try (var api = subscriber().salvaging().telling(dropped).live()) {
            redis.stop();
            redis.start();
            await().ignoreExceptions()
                    .until(() -> !store.restoration().condition(namespace).isComplete());
            restore();
            complete();
            api.awaitEqual(redis);
        }
        assertThat(dropped.names).isEmpty();
    }

    @Test
    void r5HashWhenItAloneIsLostThenIsRebuiltFromTheArchiveAndFromTheNodes() {
        writeArchivedAndNewer();
        complete();
        var dropped = new Drops();
        try (var api = subscriber().salvaging().telling(dropped).live()) {
            redis.command("DEL", "sluice:{" + namespace + "}:settings");
            assertThat(store.restoration().condition(namespace).isComplete()).isFalse();
            restore();
            complete();
            assertThatAllIsBack(api);
        }
        assertThat(dropped.names).isEmpty();
    }

    @Test
    void tombstonesWhenForgottenThenAreNotBroughtBackByANodeThatRemembersThem() {
        var removed = write(remove("gone")).entries().get(0);
        complete();
        drain();
        try (var api = subscriber().salvaging().live()) {
            assertThat(api.snapshot().entry(removed.name())).isEqualTo(removed);
            redis.command("FLUSHALL");
            var old = new Entry.Tombstone(new SettingName("older"), new Revision(7), "alice", "a test");
            restore(List.of(old));
            api.awaitEqual(redis);
            redis.command("FLUSHALL");
            write(put("a", "1"));
            await().until(() -> store.settings().read(namespace, removed.name()).isPresent());
            assertThat(store.settings().read(namespace, old.name())).isEmpty();
        }
    }

    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

    /** Names that were there and are no more, for other reasons than a tombstone. */
    private static final class Drops implements WatchListener {
        private final Set<String> names = new ConcurrentSkipListSet<>();

        @Override
        public void changed(Snapshot before, Snapshot after, Collection<SettingName> changed) {
            changed.stream()
                    .filter(name -> before.entry(name) != null && after.entry(name) == null)
                    .forEach(name -> names.add(name.text()));
        }
    }

    /** Three that are archived, and what has changed since. */
    private void writeArchivedAndNewer() {
        write(put("kept", "1"), put("changed", "1"), put("removed", "1"));
        archive.addAll(drain());
        write(put("changed", "2"), put("new", "1"), remove("removed"));
    }

    private void assertThatAllIsBack(Subscriber api) {
        var expected = Map.of("kept", "1", "changed", "2", "new", "1");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            expected.forEach((name, value) -> assertThat(store.settings().read(namespace, new SettingName(name)))
                    .get()
                    .extracting(entry -> ((Entry.Present) entry).value().json())
                    .isEqualTo(value));
            assertThat(store.settings().read(namespace, new SettingName("removed")))
                    .get()
                    .isInstanceOf(Entry.Tombstone.class);
        });
        api.awaitEqual(redis);
        var names = new TreeSet<String>();
        api.snapshot().forEach(entry -> names.add(entry.name().text()));
        assertThat(names).contains("kept", "changed", "new", "removed");
        assertThat(store.restoration().condition(namespace).isComplete()).isTrue();
    }

    private List<Entry> drain() {
        var entries = store.backlog().peek(namespace).entries();
        store.backlog()
                .acknowledge(namespace, entries.stream().collect(Collectors.toMap(Entry::name, Entry::revision)));
        return entries;
    }

    private void restore() {
        restore(archive);
    }

    private void restore(List<Entry> entries) {
        store.restoration().register(namespace);
        store.restoration().begin(namespace);
        store.restoration().merge(namespace, entries);
    }

    private void complete() {
        var restoration = store.restoration();
        assertThat(restoration.complete(
                        namespace, restoration.condition(namespace).life()))
                .isTrue();
    }

    private void leaveLongAgo(Path disk) throws IOException {
        subscriber().snapshots(disk).live().close();
        Files.setLastModifiedTime(disk.resolve(namespace + ".snapshot"), LONG_AGO);
    }

    private static Entry present(String name, long revision) {
        return new Entry.Present(
                new SettingName(name), new SettingValue("7"), new Revision(revision), "alice", "a test");
    }

    private Subscriber.Setup subscriber() {
        return Subscriber.at(redis.host(), redis.port(), namespace);
    }

    private Applied write(Change... changes) {
        store.settings().register(namespace);
        return (Applied) store.settings().write(set(namespace, changes));
    }
}
