package io.sluice.store;

import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import io.sluice.setting.Position;
import io.sluice.store.FeedPage.Changes;
import io.sluice.store.FeedPage.Coverage;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("servers")
class FeedIT extends FeedContract {
    private static final RedisServer REDIS = RedisServer.shared();
    private static final RedisStore STORE = TestStore.on(REDIS.host(), REDIS.port());

    @AfterAll
    static void closeStore() {
        STORE.close();
    }

    @Override
    protected Feed feed() {
        return STORE.feed();
    }

    @Override
    protected SettingStore settings() {
        return STORE.settings();
    }

    @Override
    protected FragileFeed fragileFeed() {
        var proxy = TcpProxy.to(REDIS);
        return new ProxiedFeed(proxy, TestStore.on(proxy.host(), proxy.port()));
    }

    @Test
    void sinceWhenReaderIsBelowTheFloorThenGivesAll() {
        var early = write(put("a", "1")).head().position();
        write(put("b", "1"), put("c", "1"));
        REDIS.command("HSET", "sluice:{" + namespace + "}:meta", "floor", "2");
        assertThat(((Changes) feed().since(namespace, early)).coverage()).isEqualTo(Coverage.FULL);
        var late = new Position(early.epoch(), 2);
        assertThat(((Changes) feed().since(namespace, late)).coverage()).isEqualTo(Coverage.DELTA);
    }

    @Test
    void sinceWhenNotedAsCompleteThenIsCompleteOnlyWhileFeedAndHashAgree() {
        write(put("a", "1"), put("b", "1"));
        assertThat(((Changes) feed().since(namespace, null)).coverage()).isEqualTo(Coverage.FULL);
        var restoration = STORE.restoration();
        restoration.complete(namespace, restoration.condition(namespace).life());
        assertThat(((Changes) feed().since(namespace, null)).coverage()).isEqualTo(Coverage.COMPLETE);
        REDIS.command("HDEL", "sluice:{" + namespace + "}:settings", "a");
        assertThat(((Changes) feed().since(namespace, null)).coverage()).isEqualTo(Coverage.FULL);
    }

    @Test
    void nextWhenValuesAreLargeThenPagesAreBoundedByTheirSize() {
        var large = "\"" + "x".repeat(100_000) + "\"";
        for (int i = 0; i < 7; i++) {
            write(put("n" + i, large));
        }
        var page = (Changes) feed().since(namespace, null);
        assertThat(page.entries()).hasSize(3);
        page = (Changes) feed().next(namespace, page);
        assertThat(page.entries()).hasSize(3);
        page = (Changes) feed().next(namespace, page);
        assertThat(page.entries()).hasSize(1);
        assertThat(page.cursor()).isNull();
    }

    @Test
    void sinceWhenAnEntryIsForeignThenGivesTheOthers() {
        write(put("a", "1"), put("b", "1"));
        REDIS.command("HSET", "sluice:{" + namespace + "}:settings", "a", "by hand");
        assertThat(names((Changes) feed().since(namespace, null))).containsExactly("b");
    }

    @Test
    void nextWhenATombstoneIsGivenUpBeforeItIsLookedUpThenTheReaderBeginsAnew() {
        var known = write(put("a", "1")).head().position();
        fill(200);
        write(remove("n150"));
        var page = (Changes) feed().since(namespace, known);
        assertThat(page.coverage()).isEqualTo(Coverage.DELTA);
        assertThat(page.cursor()).isNotNull();
        REDIS.command("HDEL", "sluice:{" + namespace + "}:settings", "n150");
        var coverage = page.coverage();
        while (page.cursor() != null && coverage == Coverage.DELTA) {
            page = (Changes) feed().next(namespace, page);
            coverage = page.coverage();
        }
        assertThat(coverage).isEqualTo(Coverage.FULL);
        assertThat(names(page)).contains("a", "n0");
    }

    @Test
    void nextWhenANameIsForeignAmongManyThenGivesTheOthersAndIsNotComplete() {
        fill(200);
        var restoration = STORE.restoration();
        restoration.complete(namespace, restoration.condition(namespace).life());
        REDIS.command("HSET", "sluice:{" + namespace + "}:settings", "by\nhand", "by hand");
        REDIS.command("ZADD", "sluice:{" + namespace + "}:feed", "3.5", "by\nhand");
        var page = (Changes) feed().since(namespace, null);
        var all = new ArrayList<>(names(page));
        while (page.cursor() != null) {
            page = (Changes) feed().next(namespace, page);
            all.addAll(names(page));
        }
        assertThat(all).hasSize(200).doesNotHaveDuplicates();
        assertThat(page.coverage()).isEqualTo(Coverage.FULL);
    }

    @Test
    void nextWhenAnEntryIsForeignAmongManyThenGivesTheOthersAndIsNotComplete() {
        fill(200);
        var restoration = STORE.restoration();
        restoration.complete(namespace, restoration.condition(namespace).life());
        assertThat(((Changes) feed().since(namespace, null)).coverage()).isEqualTo(Coverage.COMPLETE);
        REDIS.command("HSET", "sluice:{" + namespace + "}:settings", "n150", "by hand");
        var page = (Changes) feed().since(namespace, null);
        var all = new ArrayList<>(names(page));
        while (page.cursor() != null) {
            page = (Changes) feed().next(namespace, page);
            all.addAll(names(page));
        }
        assertThat(all).hasSize(199).doesNotContain("n150");
        assertThat(page.coverage()).isEqualTo(Coverage.FULL);
    }

    @Test
    void subscribeWhenChangeSetIsLargeThenMessageHasNamesOnly() {
        try (var told = new Recorder(feed(), new Scope.All())) {
            await().until(() -> told.confirmed.get() == 1);
            write(put("a", "\"" + "x".repeat(70_000) + "\""));
            await().until(() -> told.of(namespace).size() == 1);
            var delivery = (Delivery.Unread) told.of(namespace).get(0);
            assertThat(delivery.message().isWhole()).isFalse();
            assertThat(delivery.payload()).contains("\"names\":[\"a\"]").hasSizeLessThan(300);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 2000})
    void subscribeWhenConnectionGoesDeafThenBuildsANewOneWhetherOrNotCommandsTimeOutBefore(int timeout) {
        try (var proxy = TcpProxy.to(REDIS);
                var store =
                        TestStore.on(proxy.host(), proxy.port(), StoreLimits.standard(), Duration.ofMillis(timeout))) {
            try (var told = new Recorder(store.feed(), only())) {
                await().until(() -> told.confirmed.get() >= 1);
                proxy.freeze();
                await().until(() -> told.lost.get() >= 1);
                int before = told.confirmed.get();
                proxy.pass();
                await().until(() -> told.confirmed.get() > before);
                write(put("a", "1"));
                await().until(() -> told.deliveries.size() == 1);
            }
        }
    }

    @Test
    void subscribeWhenRedisIsDownThenConfirmsOnceItIsThere() {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port())) {
            redis.stop();
            try (var told = new Recorder(store.feed(), new Scope.All())) {
                redis.start();
                await().until(() -> told.confirmed.get() == 1);
            }
        }
    }
}
