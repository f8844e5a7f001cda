package io.sluice.store;

import static io.sluice.store.TestStore.AUTHOR;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.remove;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisUsers;
import io.sluice.setting.Entry;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.StoreException.Outcome;
import io.sluice.store.StoreException.Reason;
import io.sluice.store.WriteResult.Applied;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("servers")
class SettingStoreIT extends SettingStoreContract {
    private static final RedisServer REDIS = RedisServer.shared();
    private static final RedisStore STORE = TestStore.as(RedisUsers.API, REDIS.host(), REDIS.port());

    private final String prefix = "sluice:{" + namespace + "}:";

    private @Nullable RedisStore limited;

    @AfterEach
    void closeLimitedStore() {
        if (limited != null) {
            limited.close();
        }
    }

    @AfterAll
    static void closeStore() {
        STORE.close();
    }

    @Override
    protected SettingStore settings() {
        return STORE.settings();
    }

    @Override
    protected SettingStore settings(StoreLimits limits) {
        limited = TestStore.on(REDIS.host(), REDIS.port(), limits);
        return limited.settings();
    }

    @Override
    protected List<Object> held() {
        return List.of(
                String.valueOf(REDIS.command("HGETALL", prefix + "settings")),
                String.valueOf(REDIS.command("ZRANGE", prefix + "feed", "0", "-1", "WITHSCORES")),
                String.valueOf(REDIS.command("ZRANGE", prefix + "dirty", "0", "-1", "WITHSCORES")),
                String.valueOf(REDIS.command("XLEN", prefix + "history")),
                String.valueOf(REDIS.command("HGETALL", prefix + "meta")));
    }

    @Test
    void writeWhenNewThenHashFeedDirtyHistoryAndMetaHoldIt() {
        var applied = applied(put("a", "1"), put("b", "2"));
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
    }

    @Test
    void writeWhenRemovingThenTheTombstoneIsIndexedUntilTheNameIsBack() {
        applied(put("a", "1"));
        var removed = applied(remove("a"));
        assertThat(REDIS.command("ZRANGE", prefix + "tombstones", "0", "-1", "WITHSCORES"))
                .isEqualTo(List.of("a", removed.head().revision().toString()));
        applied(put("a", "2"));
        assertThat(REDIS.command("ZCARD", prefix + "tombstones")).isEqualTo(0L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"settings", "feed", "dirty", "tombstones", "history", "meta"})
    void r5WriteWhenAKeyIsOfAnotherTypeThenNothingIsHalfWritten(String key) {
        applied(put("a", "1"), put("b", "1"));
        applied(remove("b"));
        var whole = held();
        REDIS.command("RENAME", prefix + key, prefix + "aside");
        REDIS.command("SET", prefix + key, "foreign");
        assertThatThrownBy(() -> settings().write(set(namespace, put("a", "2"))))
                .isInstanceOfSatisfying(StoreException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.DAMAGED);
                    assertThat(e.outcome()).isEqualTo(Outcome.NOT_DONE);
                });
        REDIS.command("RENAME", prefix + "aside", prefix + key);
        assertThat(held()).isEqualTo(whole);
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
    void r1WriteWhenRedisIsRestartedThenBeginsANewEpochAndRevisionsGoOn() {
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
    void r5WriteWhenMetaIsLostThenRevisionsAndOffsetsStillGrow() {
        var before = applied(put("a", "1"), put("b", "1"));
        REDIS.command("DEL", prefix + "meta");
        var after = applied(put("a", "2"));
        assertThat(after.head().position().epoch())
                .isNotEqualTo(before.head().position().epoch());
        assertThat(after.head().position().offset()).isEqualTo(3);
        assertThat(after.head().revision().isAfter(before.head().revision())).isTrue();
        assertThat(REDIS.command("HGET", prefix + "meta", "history")).isEqualTo("3");
    }

    @Test
    void r5MergeWhenMetaIsLostThenWritesAfterItGoOnInRevisionOffsetAndHistory() {
        var before = applied(put("a", "1"), put("b", "1"));
        REDIS.command("DEL", prefix + "meta");
        var brought = new Entry.Present(new SettingName("c"), new SettingValue("7"), new Revision(5), AUTHOR, null);
        assertThat(settings().merge(namespace, List.of(brought, before.entries().get(0))))
                .isEqualTo(1);
        assertThat(REDIS.command("HGET", prefix + "meta", "revision"))
                .isEqualTo(before.head().revision().toString());
        assertThat(read("c")).isEqualTo(brought);
        var after = applied(put("a", "2"));
        assertThat(after.head().position().offset()).isEqualTo(4);
        assertThat(after.head().revision().isAfter(before.head().revision())).isTrue();
        assertThat(REDIS.command("HGET", prefix + "meta", "history")).isEqualTo("3");
    }

    @Test
    void writeWhenClockOfRedisWentBackThenRevisionsGrowByOne() {
        applied(put("a", "1"));
        REDIS.command("HSET", prefix + "meta", "revision", "9000000000000000");
        var after = applied(put("a", "2"));
        assertThat(after.head().revision()).isEqualTo(new Revision(9_000_000_000_000_001L));
        assertThat(after.entries().get(0).revision()).isEqualTo(after.head().revision());
        assertThat(applied(put("a", "3")).head().revision().micros()).isEqualTo(9_000_000_000_000_002L);
    }

    @Test
    void writeWhenScriptsAreForgottenThenWorks() {
        applied(put("a", "1"));
        REDIS.command("SCRIPT", "FLUSH");
        applied(put("a", "2"));
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
}
