package io.sluice.store;

import static io.sluice.store.TestStore.AUTHOR;
import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.remove;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Entry;
import io.sluice.setting.Expectation;
import io.sluice.setting.Namespace;
import io.sluice.setting.Origin;
import io.sluice.setting.RequestId;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.StoreException.Outcome;
import io.sluice.store.StoreException.Reason;
import io.sluice.store.WriteResult.Applied;
import io.sluice.store.WriteResult.Conflict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingStoreIT {
    private static final RedisServer REDIS = RedisServer.shared();
    private static final RedisStore STORE = TestStore.on(REDIS.host(), REDIS.port());

    private final Namespace namespace = newNamespace();
    private final String prefix = "sluice:{" + namespace + "}:";

    @AfterAll
    static void closeStore() {
        STORE.close();
    }

    @Test
    void writeWhenNewThenHashFeedDirtyHistoryAndMetaHoldIt() {
        var applied = applied(set(namespace, put("a", "1"), put("b", "2")));
        assertThat(applied.created()).containsExactlyInAnyOrder(new SettingName("a"), new SettingName("b"));
        assertThat(applied.head().position().offset()).isEqualTo(2);
        var revision = applied.head().revision();
        assertThat(REDIS.command("HGET", prefix + "settings", "a"))
                .isEqualTo("{\"revision\":" + revision
                        + ",\"kind\":\"present\",\"author\":\"alice\",\"reason\":\"a test\",\"value\":1}");
        assertThat(REDIS.command("ZRANGE", prefix + "feed", "0", "-1", "WITHSCORES"))
                .isEqualTo(List.of("a", "1", "b", "2"));
        assertThat(REDIS.command("ZRANGE", prefix + "dirty", "0", "-1", "WITHSCORES"))
                .isEqualTo(List.of("a", revision.toString(), "b", revision.toString()));
        assertThat(REDIS.command("XLEN", prefix + "history")).isEqualTo(2L);
        assertThat(REDIS.command("HGET", prefix + "meta", "revision")).isEqualTo(revision.toString());
        assertThat(STORE.settings().read(namespace, new SettingName("b")))
                .contains(applied.entries().get(1));
    }

    @Test
    void writeWhenRepeatedlyThenRevisionsGrowAndOffsetsAreDense() {
        var first = applied(set(namespace, put("a", "1")));
        var second = applied(set(namespace, put("a", "2"), put("b", "2")));
        var third = applied(set(namespace, remove("a")));
        assertThat(second.head().revision().isAfter(first.head().revision())).isTrue();
        assertThat(third.head().revision().isAfter(second.head().revision())).isTrue();
        assertThat(third.head().position().offset()).isEqualTo(4);
        assertThat(third.head().position().epoch())
                .isEqualTo(first.head().position().epoch());
        assertThat(second.created()).containsExactly(new SettingName("b"));
    }

    @Test
    void writeWhenRemovingThenLeavesATombstone() {
        applied(set(namespace, put("a", "1")));
        var removed = applied(set(namespace, remove("a")));
        assertThat(STORE.settings().read(namespace, new SettingName("a")))
                .contains(
                        new Entry.Tombstone(new SettingName("a"), removed.head().revision(), AUTHOR, "a test"));
        assertThat(REDIS.command("ZRANGE", prefix + "tombstones", "0", "-1")).isEqualTo(List.of("a"));
        var again = applied(set(namespace, put("a", "2")));
        assertThat(again.created()).containsExactly(new SettingName("a"));
        assertThat(REDIS.command("ZCARD", prefix + "tombstones")).isEqualTo(0L);
    }

    @Test
    void writeWhenAnyExpectationFailsThenNothingChangesAndAllConflictsAreTold() {
        var there = applied(set(namespace, put("a", "1"), put("gone", "1")));
        applied(set(namespace, remove("gone")));
        var before = dump();
        var result = STORE.settings()
                .write(set(
                        namespace,
                        put("a", "2", Expectation.at(new Revision(7))),
                        put("b", "2", Expectation.at(new Revision(7))),
                        put("c", "2"),
                        put("gone", "2", Expectation.PRESENT),
                        put("a2", "2", Expectation.ABSENT)));
        assertThat(result).isInstanceOf(Conflict.class);
        var conflicts = ((Conflict) result).conflicts();
        assertThat(conflicts).extracting(found -> found.name().text()).containsExactly("a", "b", "gone");
        assertThat(conflicts.get(0).entry()).isEqualTo(there.entries().get(0));
        assertThat(conflicts.get(1).entry()).isNull();
        assertThat(conflicts.get(2).entry()).isInstanceOf(Entry.Tombstone.class);
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    void writeWhenExpectationsHoldThenApplies() {
        var first = applied(set(namespace, put("a", "1", Expectation.ABSENT)));
        applied(set(namespace, put("a", "2", Expectation.at(first.head().revision()))));
        applied(set(namespace, new Change.Remove(new SettingName("a"), Expectation.PRESENT)));
        applied(set(namespace, put("a", "3", Expectation.ABSENT)));
    }

    @Test
    void writeWhenRequestIsRepeatedThenHasOneEffectAndTheFirstAnswer() {
        var request = set(namespace, put("a", "1"));
        var first = applied(request);
        applied(set(namespace, put("a", "2")));
        var before = dump();
        assertThat(STORE.settings().write(request)).isEqualTo(first);
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    void writeWhenRequestIdIsUsedForAnotherRequestThenRefuses() {
        var id = new RequestId("r-1");
        applied(new ChangeSet(namespace, List.of(put("a", "1")), new Origin(AUTHOR, null, id)));
        var before = dump();
        assertThat(STORE.settings()
                        .write(new ChangeSet(namespace, List.of(put("a", "2")), new Origin(AUTHOR, null, id))))
                .isInstanceOf(WriteResult.RequestIdReused.class);
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    void writeWhenNamespaceIsFullThenRefusesOnlyNewNames() {
        var limits = new StoreLimits(Duration.ofMinutes(1), 1000, 2);
        try (var store = TestStore.on(REDIS.host(), REDIS.port(), limits)) {
            store.settings().write(set(namespace, put("a", "1"), put("b", "1")));
            assertThat(store.settings().write(set(namespace, put("a", "2"), put("c", "1"))))
                    .isEqualTo(new WriteResult.NamespaceFull(2));
            assertThat(store.settings().write(set(namespace, put("a", "2")))).isInstanceOf(Applied.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"settings", "feed", "dirty", "tombstones", "history", "meta"})
    void writeWhenAKeyIsOfAnotherTypeThenNothingIsHalfWritten(String key) {
        applied(set(namespace, put("a", "1"), put("b", "1")));
        applied(set(namespace, remove("b")));
        var whole = dump();
        REDIS.command("RENAME", prefix + key, prefix + "aside");
        REDIS.command("SET", prefix + key, "foreign");
        assertThatThrownBy(() -> STORE.settings().write(set(namespace, put("a", "2"))))
                .isInstanceOfSatisfying(StoreException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.DAMAGED);
                    assertThat(e.outcome()).isEqualTo(Outcome.NOT_DONE);
                });
        REDIS.command("RENAME", prefix + "aside", prefix + key);
        assertThat(dump()).isEqualTo(whole);
    }

    @Test
    void writeWhenPublishingIsNotAllowedThenNothingIsWritten() {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            redis.command("ACL", "SETUSER", "default", "resetchannels");
            assertThatThrownBy(() -> store.settings().write(set(namespace, put("a", "1"))))
                    .isInstanceOf(StoreException.class);
            assertThat(redis.command("KEYS", "*")).isEqualTo(List.of());
        }
    }

    @Test
    void writeWhenCalledByManyThenRevisionsAreUniqueAndOffsetsDense() throws Exception {
        var threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Applied>> writes = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                var name = "n" + i % 7;
                writes.add(() -> applied(set(namespace, put(name, "1"), put(name + "x", "2"))));
            }
            var revisions = new ArrayList<Revision>();
            var offsets = new ArrayList<Long>();
            for (var done : threads.invokeAll(writes)) {
                revisions.add(done.get().head().revision());
                offsets.add(done.get().head().position().offset());
            }
            assertThat(revisions).doesNotHaveDuplicates();
            assertThat(offsets)
                    .doesNotHaveDuplicates()
                    .allMatch(offset -> offset % 2 == 0)
                    .contains(400L);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void writeWhenRedisIsRestartedThenBeginsANewEpochAndRevisionsGoOn() {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            var before = (Applied) store.settings().write(set(namespace, put("a", "1")));
            redis.stop();
            assertThatThrownBy(() -> store.settings().write(set(namespace, put("a", "2"))))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE));
            redis.start();
            var change = set(namespace, put("b", "2"));
            await().ignoreExceptionsInstanceOf(StoreException.class)
                    .until(() -> store.settings().write(change), Applied.class::isInstance);
            var after = (Applied) store.settings().write(change);
            assertThat(after.head().position().epoch())
                    .isNotEqualTo(before.head().position().epoch());
            assertThat(after.head().position().offset()).isEqualTo(2);
            assertThat(after.head().revision().isAfter(before.head().revision()))
                    .isTrue();
        }
    }

    @Test
    void writeWhenMetaIsLostThenRevisionsAndOffsetsStillGrow() {
        var before = applied(set(namespace, put("a", "1"), put("b", "1")));
        REDIS.command("DEL", prefix + "meta");
        var after = applied(set(namespace, put("a", "2")));
        assertThat(after.head().position().epoch())
                .isNotEqualTo(before.head().position().epoch());
        assertThat(after.head().position().offset()).isEqualTo(3);
        assertThat(after.head().revision().isAfter(before.head().revision())).isTrue();
        assertThat(REDIS.command("HGET", prefix + "meta", "history")).isEqualTo("3");
    }

    @Test
    void mergeWhenMetaIsLostThenWritesAfterItGoOnInRevisionOffsetAndHistory() {
        var before = applied(set(namespace, put("a", "1"), put("b", "1")));
        REDIS.command("DEL", prefix + "meta");
        var brought = new Entry.Present(new SettingName("c"), new SettingValue("7"), new Revision(5), AUTHOR, null);
        assertThat(STORE.settings()
                        .merge(namespace, List.of(brought, before.entries().get(0))))
                .isEqualTo(1);
        assertThat(REDIS.command("HGET", prefix + "meta", "revision"))
                .isEqualTo(before.head().revision().toString());
        assertThat(STORE.settings().read(namespace, new SettingName("c"))).contains(brought);
        var after = applied(set(namespace, put("a", "2")));
        assertThat(after.head().position().offset()).isEqualTo(4);
        assertThat(after.head().revision().isAfter(before.head().revision())).isTrue();
        assertThat(REDIS.command("HGET", prefix + "meta", "history")).isEqualTo("3");
    }

    @Test
    void writeWhenClockOfRedisWentBackThenRevisionsGrowByOne() {
        applied(set(namespace, put("a", "1")));
        REDIS.command("HSET", prefix + "meta", "revision", "9000000000000000");
        var after = applied(set(namespace, put("a", "2")));
        assertThat(after.head().revision()).isEqualTo(new Revision(9_000_000_000_000_001L));
        assertThat(after.entries().get(0).revision()).isEqualTo(after.head().revision());
        assertThat(applied(set(namespace, put("a", "3"))).head().revision().micros())
                .isEqualTo(9_000_000_000_000_002L);
    }

    @Test
    void writeWhenScriptsAreForgottenThenWorks() {
        applied(set(namespace, put("a", "1")));
        REDIS.command("SCRIPT", "FLUSH");
        applied(set(namespace, put("a", "2")));
    }

    @Test
    void writeWhenRedisIsFullThenRefusesAndAcknowledgeStillWorks() {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            var written = (Applied) store.settings().write(set(namespace, put("a", "1")));
            redis.command("CONFIG", "SET", "maxmemory", "1");
            assertThatThrownBy(() -> store.settings().write(set(namespace, put("a", "2"))))
                    .isInstanceOfSatisfying(StoreException.class, e -> {
                        assertThat(e.reason()).isEqualTo(Reason.REFUSED);
                        assertThat(e.outcome()).isEqualTo(Outcome.NOT_DONE);
                        assertThat(e).hasMessageContaining("OOM");
                    });
            var archived = Map.of(new SettingName("a"), written.head().revision());
            assertThat(store.backlog().acknowledge(namespace, archived)).isEqualTo(1);
            assertThat(store.feed().since(namespace, null)).isInstanceOf(FeedPage.Changes.class);
        }
    }

    private static Applied applied(ChangeSet changeSet) {
        var result = STORE.settings().write(changeSet);
        assertThat(result).isInstanceOf(Applied.class);
        return (Applied) result;
    }

    private List<Object> dump() {
        return List.of(
                String.valueOf(REDIS.command("HGETALL", prefix + "settings")),
                String.valueOf(REDIS.command("ZRANGE", prefix + "feed", "0", "-1", "WITHSCORES")),
                String.valueOf(REDIS.command("ZRANGE", prefix + "dirty", "0", "-1", "WITHSCORES")),
                String.valueOf(REDIS.command("XLEN", prefix + "history")),
                String.valueOf(REDIS.command("HGETALL", prefix + "meta")));
    }
}
