package io.sluice.store;

import static io.sluice.store.TestStore.AUTHOR;
import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.remove;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.Entry;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.FeedPage.Changes;
import io.sluice.store.FeedPage.Coverage;
import io.sluice.store.WriteResult.Applied;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("servers")
class RestorationIT {
    private static final RedisServer REDIS = RedisServer.launch();
    private static final RedisStore STORE = TestStore.on(REDIS.host(), REDIS.port());

    private final Namespace namespace = newNamespace();
    private final String prefix = "sluice:{" + namespace + "}:";
    private final Restoration restoration = STORE.restoration();

    @AfterAll
    static void close() {
        STORE.close();
        REDIS.close();
    }

    @Test
    void conditionWhenNobodyHasRestoredThenIsNotComplete() {
        assertThat(restoration.condition(namespace).isComplete()).isFalse();
        write(put("a", "1"));
        assertThat(restoration.condition(namespace).isComplete()).isFalse();
        assertThat(coverage()).isEqualTo(Coverage.FULL);
    }

    @Test
    void completeWhenEverythingWasOfferedThenIsSeenByReadersAndStaysSoUnderWrites() {
        write(put("a", "1"));
        var head = head();
        assertThat(complete()).isTrue();
        assertThat(head()).isEqualTo(head);
        assertThat(coverage()).isEqualTo(Coverage.COMPLETE);
        write(put("a", "2"), put("b", "1"));
        restoration.merge(namespace, List.of(held("c", 7)));
        assertThat(restoration.condition(namespace).isComplete()).isTrue();
        assertThat(STORE.feed().isComplete(namespace)).isTrue();
        assertThat(coverage()).isEqualTo(Coverage.COMPLETE);
    }

    @Test
    void completeWhenTheNamespaceHoldsNothingThenReadersGetAnEmptyCompleteOne() {
        assertThat(complete()).isTrue();
        assertThat(STORE.feed().since(namespace, null)).isInstanceOfSatisfying(Changes.class, changes -> {
            assertThat(changes.coverage()).isEqualTo(Coverage.COMPLETE);
            assertThat(changes.entries()).isEmpty();
            assertThat(changes.cursor()).isNull();
        });
        assertThat(head().position().offset()).isZero();
        assertThat(STORE.backlog().state(namespace).isEmpty()).isTrue();
        assertThat(STORE.backlog().peek(namespace).entries()).isEmpty();
        var before = head();
        var after = write(put("a", "1")).head();
        assertThat(after.position().epoch()).isEqualTo(before.position().epoch());
        assertThat(after.position().offset()).isEqualTo(1);
        assertThat(after.revision().isAfter(before.revision())).isTrue();
        assertThat(coverage()).isEqualTo(Coverage.COMPLETE);
    }

    @Test
    void completeWhenRedisWasEmptiedMeanwhileThenAWriteBeginsAnewAndNothingIsComplete() {
        write(put("a", "1"));
        complete();
        REDIS.command("DEL", prefix + "settings", prefix + "feed", prefix + "meta", prefix + "history");
        assertThat(restoration.condition(namespace).isComplete()).isFalse();
        write(put("b", "1"));
        assertThat(restoration.condition(namespace).isComplete()).isFalse();
        assertThat(coverage()).isEqualTo(Coverage.FULL);
    }

    @Test
    void completeWhenRedisHasBegunAnotherLifeThenIsNotAndLaterBeginsANewEpochWithAMessage() {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            store.settings().write(set(namespace, put("a", "1")));
            var life = store.restoration().condition(namespace).life();
            assertThat(store.restoration().complete(namespace, life)).isTrue();
            assertThat(store.restoration().begin(namespace)).isEqualTo(life);
            var before = store.feed().head(namespace).orElseThrow();
            redis.stop();
            redis.start();
            await().ignoreExceptionsInstanceOf(StoreException.class)
                    .until(() -> !store.restoration().condition(namespace).isComplete());
            assertThat(((Changes) store.feed().since(namespace, null)).coverage())
                    .isEqualTo(Coverage.FULL);
            assertThat(store.restoration().complete(namespace, life)).isFalse();
            assertThat(store.feed().head(namespace)).contains(before);
            try (var told = new FeedContract.Recorder(store.feed(), new Scope.All())) {
                await().until(() -> told.confirmed.get() == 1);
                var now = store.restoration().condition(namespace).life();
                assertThat(store.restoration().complete(namespace, now)).isTrue();
                await().until(() -> told.of(namespace).size() == 1);
                var message = ((Delivery.Unread) told.of(namespace).get(0)).message();
                var after = store.feed().head(namespace).orElseThrow();
                assertThat(message.head()).isEqualTo(after);
                assertThat(message.entries()).isEmpty();
                assertThat(after.position().epoch())
                        .isNotEqualTo(before.position().epoch());
                assertThat(after.position().offset()).isEqualTo(1);
                assertThat(after.revision()).isEqualTo(before.revision());
            }
        }
    }

    @Test
    void writeWhenACompleteNamespaceHasLostSettingsThenBeginsOneNewEpochThatIsNotComplete() {
        write(put("a", "1"), put("b", "1"), put("c", "1"));
        complete();
        var before = head();
        REDIS.command("HDEL", prefix + "settings", "a");
        var first = write(put("b", "2")).head();
        var second = write(put("b", "3")).head();
        assertThat(first.position().epoch()).isNotEqualTo(before.position().epoch());
        assertThat(second.position().epoch()).isEqualTo(first.position().epoch());
        assertThat(second.position().offset()).isEqualTo(5);
        var life = restoration.begin(namespace);
        restoration.merge(namespace, List.of(held("a", 7)));
        assertThat(restoration.condition(namespace).isComplete())
                .as("hash and feed agree again, and it may hold old values")
                .isFalse();
        assertThat(head().position().epoch())
                .as("what was lost was put in order")
                .isNotEqualTo(first.position().epoch());
        assertThat(restoration.complete(namespace, life)).isTrue();
    }

    @Test
    void r5BeginWhenTheHashHasLostWhatNobodyHoldsThenFeedAndBacklogForgetItInANewEpoch() {
        write(put("a", "1"), remove("b"));
        var before = head();
        REDIS.command("HDEL", prefix + "settings", "a");
        assertThat(complete()).isFalse();
        assertThat(restoration.complete(namespace, restoration.begin(namespace)))
                .isTrue();
        assertThat(head().position().epoch()).isNotEqualTo(before.position().epoch());
        assertThat(REDIS.command("ZRANGE", prefix + "feed", "0", "-1")).isEqualTo(List.of("b"));
        assertThat(REDIS.command("ZRANGE", prefix + "dirty", "0", "-1")).isEqualTo(List.of("b"));
        assertThat(coverage()).isEqualTo(Coverage.COMPLETE);
    }

    @Test
    void r5BeginWhenTheFeedIsGoneThenIsMadeAgainFromTheHash() {
        for (int i = 0; i < 4; i++) {
            var changes = new Change[300];
            for (int n = 0; n < changes.length; n++) {
                changes[n] = put("n" + i + "/" + n, "1");
            }
            write(changes);
        }
        write(remove("n0/0"));
        var before = head();
        REDIS.command("DEL", prefix + "feed", prefix + "tombstones");
        assertThat(restoration.complete(namespace, restoration.begin(namespace)))
                .isTrue();
        assertThat(REDIS.command("ZCARD", prefix + "feed")).isEqualTo(1200L);
        assertThat(REDIS.command("ZRANGE", prefix + "tombstones", "0", "-1")).isEqualTo(List.of("n0/0"));
        assertThat(head().position().epoch()).isNotEqualTo(before.position().epoch());
        assertThat(head().position().offset()).isEqualTo(before.position().offset() + 1200);
        assertThat(coverage()).isEqualTo(Coverage.COMPLETE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void completeWhenRedisWasEmptiedWhileItWasOfferedThenIsNot(int offered) {
        write(put("a", "1"));
        REDIS.command("DEL", prefix + "settings", prefix + "feed", prefix + "meta", prefix + "history");
        var life = restoration.begin(namespace);
        for (int i = 0; i < offered; i++) {
            restoration.merge(namespace, List.of(held("a", 7)));
        }
        REDIS.command("DEL", prefix + "settings", prefix + "feed", prefix + "meta", prefix + "history");
        assertThat(restoration.complete(namespace, life)).isFalse();
        restoration.merge(namespace, List.of(held("b", 7)));
        assertThat(restoration.complete(namespace, life)).isFalse();
        assertThat(restoration.condition(namespace).isComplete()).isFalse();
    }

    @Test
    void beginWhenNothingIsLeftThenTheNewEpochIsPublishedAndNotComplete() {
        try (var told = new FeedContract.Recorder(STORE.feed(), new Scope.All())) {
            await().until(() -> told.confirmed.get() == 1);
            var life = restoration.begin(namespace);
            await().until(() -> told.of(namespace).size() == 1);
            assertThat(((Delivery.Unread) told.of(namespace).get(0)).message().head())
                    .isEqualTo(head());
            assertThat(coverage()).isEqualTo(Coverage.FULL);
            assertThat(restoration.begin(namespace)).isEqualTo(life);
            assertThat(restoration.condition(namespace).life()).isEqualTo(life);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"settings", "feed", "history", "meta"})
    void r5CompleteWhenAKeyIsOfAnotherTypeThenIsDamagedAndNothingIsChanged(String key) {
        write(put("a", "1"));
        REDIS.command("RENAME", prefix + key, prefix + "aside");
        REDIS.command("SET", prefix + key, "foreign");
        var life = STORE.restoration().condition(newNamespace()).life();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> restoration.begin(namespace))
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo(StoreException.Reason.DAMAGED));
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> restoration.complete(namespace, life))
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo(StoreException.Reason.DAMAGED));
        REDIS.command("RENAME", prefix + "aside", prefix + key);
        assertThat(REDIS.command("HGET", prefix + "meta", "complete")).isEqualTo("");
    }

    @Test
    void installWhenThereIsOneAlreadyThenThatOneCounts() {
        REDIS.command("DEL", "sluice:installation");
        assertThat(restoration.installation()).isNull();
        assertThat(restoration.install("i-1")).isEqualTo("i-1");
        assertThat(restoration.install("i-2")).isEqualTo("i-1");
        assertThat(restoration.installation()).isEqualTo("i-1");
    }

    @Test
    void registerWhenDoneThenTheNamespaceIsKnown() {
        restoration.register(namespace);
        assertThat(STORE.backlog().namespaces()).contains(namespace);
    }

    private boolean complete() {
        return restoration.complete(namespace, restoration.condition(namespace).life());
    }

    private Coverage coverage() {
        return ((Changes) STORE.feed().since(namespace, null)).coverage();
    }

    private Head head() {
        return STORE.feed().head(namespace).orElseThrow();
    }

    private static Entry held(String name, long revision) {
        return new Entry.Present(new SettingName(name), new SettingValue("7"), new Revision(revision), AUTHOR, null);
    }

    private Applied write(Change... changes) {
        return (Applied) STORE.settings().write(set(namespace, changes));
    }
}
