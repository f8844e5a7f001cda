package io.sluice.store;

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
import io.sluice.setting.Epoch;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.store.FeedPage.Changes;
import io.sluice.store.FeedPage.Coverage;
import io.sluice.store.WriteResult.Applied;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedIT {
    private static final RedisServer REDIS = RedisServer.shared();
    private static final RedisStore STORE = TestStore.on(REDIS.host(), REDIS.port());

    private static final Duration PULSE = Duration.ofMillis(200);

    private final Namespace namespace = newNamespace();
    private final Feed feed = STORE.feed();

    @AfterAll
    static void closeStore() {
        STORE.close();
    }

    @Test
    void sinceWhenReaderHasNothingThenGivesAll() {
        write(put("a", "1"), put("b", "1"));
        var last = write(remove("a"));
        var page = (Changes) feed.since(namespace, null);
        assertThat(page.coverage()).isEqualTo(Coverage.FULL);
        assertThat(page.head()).isEqualTo(last.head());
        assertThat(names(page)).containsExactly("b", "a");
        assertThat(page.entries().get(1)).isInstanceOf(Entry.Tombstone.class);
        assertThat(page.cursor()).isNull();
    }

    @Test
    void sinceWhenReaderHasAnOffsetThenGivesWhatChangedBehindIt() {
        write(put("a", "1"), put("b", "1"), put("c", "1"));
        var known = write(put("b", "2")).head().position();
        write(put("a", "2"));
        write(put("a", "3"), put("d", "1"));
        var page = (Changes) feed.since(namespace, known);
        assertThat(page.coverage()).isEqualTo(Coverage.DELTA);
        assertThat(names(page)).containsExactly("a", "d");
        assertThat(((Changes) feed.since(namespace, page.head().position())).entries())
                .isEmpty();
    }

    @Test
    void sinceWhenReaderIsOfAnotherEpochThenGivesAll() {
        var head = write(put("a", "1")).head();
        var page = (Changes) feed.since(
                namespace, new Position(new Epoch("1-00000000"), head.position().offset()));
        assertThat(page.coverage()).isEqualTo(Coverage.FULL);
        assertThat(names(page)).containsExactly("a");
    }

    @Test
    void sinceWhenReaderIsBelowTheFloorThenGivesAll() {
        var early = write(put("a", "1")).head().position();
        write(put("b", "1"), put("c", "1"));
        REDIS.command("HSET", "sluice:{" + namespace + "}:meta", "floor", "2");
        assertThat(((Changes) feed.since(namespace, early)).coverage()).isEqualTo(Coverage.FULL);
        var late = new Position(early.epoch(), 2);
        assertThat(((Changes) feed.since(namespace, late)).coverage()).isEqualTo(Coverage.DELTA);
    }

    @Test
    void sinceWhenReaderHasSeenMoreThenSaysSo() {
        var head = write(put("a", "1")).head();
        assertThat(feed.since(namespace, new Position(head.position().epoch(), 99)))
                .isEqualTo(new FeedPage.Ahead(head));
    }

    @Test
    void sinceWhenNamespaceIsUnknownThenSaysNothing() {
        assertThat(feed.since(namespace, null)).isEqualTo(new FeedPage.Nothing());
        assertThat(feed.head(namespace)).isEmpty();
    }

    @Test
    void sinceWhenMetaSaysCompleteThenIsCompleteOnlyWhileFeedAndHashAgree() {
        write(put("a", "1"), put("b", "1"));
        REDIS.command("HSET", "sluice:{" + namespace + "}:meta", "complete", "1");
        assertThat(((Changes) feed.since(namespace, null)).coverage()).isEqualTo(Coverage.COMPLETE);
        REDIS.command("HDEL", "sluice:{" + namespace + "}:settings", "a");
        assertThat(((Changes) feed.since(namespace, null)).coverage()).isEqualTo(Coverage.FULL);
    }

    @Test
    void nextWhenNamesChangeMeanwhileThenPagesTogetherAreTheNamespaceAtTheEnd() {
        fill(2500);
        var page = (Changes) feed.since(namespace, null);
        assertThat(page.entries()).hasSize(1000);
        assertThat(page.cursor()).isEqualTo(1000);
        write(put("n1", "\"changed\""), remove("n2000"));
        List<Entry> all = new ArrayList<>(page.entries());
        while (page.cursor() != null) {
            page = (Changes) feed.next(namespace, page);
            all.addAll(page.entries());
        }
        assertThat(page.coverage()).isEqualTo(Coverage.FULL);
        assertThat(all).filteredOn(entry -> entry.name().text().equals("n1")).hasSize(2);
        assertThat(all).filteredOn(entry -> entry.name().text().equals("n2000")).hasSize(1);
        assertThat(all).filteredOn(Entry.Tombstone.class::isInstance).hasSize(1);
        assertThat(all).hasSize(2501);
    }

    @Test
    void nextWhenValuesAreLargeThenPagesAreBoundedByTheirSize() {
        var large = "\"" + "x".repeat(400_000) + "\"";
        for (int i = 0; i < 7; i++) {
            write(put("n" + i, large));
        }
        var page = (Changes) feed.since(namespace, null);
        assertThat(page.entries()).hasSize(3);
        page = (Changes) feed.next(namespace, page);
        assertThat(page.entries()).hasSize(3);
        page = (Changes) feed.next(namespace, page);
        assertThat(page.entries()).hasSize(1);
        assertThat(page.cursor()).isNull();
    }

    @Test
    void sinceWhenAnEntryIsForeignThenGivesTheOthers() {
        write(put("a", "1"), put("b", "1"));
        REDIS.command("HSET", "sluice:{" + namespace + "}:settings", "a", "by hand");
        assertThat(names((Changes) feed.since(namespace, null))).containsExactly("b");
    }

    @Test
    void subscribeWhenConfirmedThenReceivesEveryChangeSetInOrder() {
        try (var told = new Recorder(feed, only())) {
            await().until(() -> told.confirmed.get() == 1);
            for (int i = 0; i < 100; i++) {
                write(put("a", String.valueOf(i)), put("b", String.valueOf(i)));
            }
            await().until(() -> told.deliveries.size() == 100);
            var offsets = told.deliveries.stream()
                    .map(delivery -> delivery.message().firstOffset())
                    .toList();
            assertThat(offsets).isSorted().startsWith(1L, 3L, 5L).endsWith(199L);
            assertThat(told.deliveries)
                    .allMatch(delivery -> delivery.namespace().equals(namespace));
        }
    }

    @Test
    void subscribeWhenChangeSetIsLargeThenMessageHasNamesOnly() {
        try (var told = new Recorder(feed, new Scope.All())) {
            await().until(() -> told.confirmed.get() == 1);
            write(put("a", "\"" + "x".repeat(70_000) + "\""));
            await().until(() -> told.of(namespace).size() == 1);
            var delivery = told.of(namespace).get(0);
            assertThat(delivery.message().isWhole()).isFalse();
            assertThat(delivery.payload()).contains("\"names\":[\"a\"]").hasSizeLessThan(300);
        }
    }

    @Test
    void subscribeWhenConnectionIsCutThenConfirmsAgain() {
        try (var proxy = TcpProxy.to(REDIS);
                var store = TestStore.on(proxy.host(), proxy.port())) {
            try (var told = new Recorder(store.feed(), only())) {
                await().until(() -> told.confirmed.get() == 1);
                proxy.cut();
                await().until(() -> told.lost.get() == 1);
                proxy.pass();
                await().until(() -> told.confirmed.get() == 2);
                write(put("a", "1"));
                await().until(() -> told.deliveries.size() == 1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 2000})
    void subscribeWhenConnectionGoesDeafThenBuildsANewOneWhetherOrNotCommandsTimeOutBefore(int timeout) {
        try (var proxy = TcpProxy.to(REDIS);
                var store =
                        TestStore.on(proxy.host(), proxy.port(), StoreLimits.standard(), Duration.ofMillis(timeout))) {
            try (var told = new Recorder(store.feed(), only())) {
                await().until(() -> told.confirmed.get() == 1);
                proxy.freeze();
                await().until(() -> told.lost.get() == 1);
                proxy.pass();
                await().until(() -> told.confirmed.get() >= 2);
                write(put("a", "1"));
                await().until(() -> told.deliveries.size() == 1);
            }
        }
    }

    @Test
    void resetWhenCalledThenBuildsANewConnection() {
        try (var told = new Recorder(feed, only())) {
            await().until(() -> told.confirmed.get() == 1);
            told.subscription.reset();
            await().until(() -> told.confirmed.get() == 2);
            write(put("a", "1"));
            await().until(() -> told.deliveries.size() == 1);
            assertThat(told.lost).hasValue(1);
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

    private Scope only() {
        return new Scope.Only(Set.of(namespace));
    }

    private void fill(int count) {
        for (int begin = 0; begin < count; begin += 500) {
            var changes = new Change[Math.min(500, count - begin)];
            for (int i = 0; i < changes.length; i++) {
                changes[i] = put("n" + (begin + i), "1");
            }
            write(changes);
        }
    }

    private Applied write(Change... changes) {
        return (Applied) STORE.settings().write(set(namespace, changes));
    }

    private static List<String> names(Changes page) {
        return page.entries().stream().map(entry -> entry.name().text()).toList();
    }

    private static final class Recorder implements Feed.Subscriber, AutoCloseable {
        private final Feed.Subscription subscription;
        private final AtomicInteger confirmed = new AtomicInteger();
        private final AtomicInteger lost = new AtomicInteger();
        private final Queue<Delivery> deliveries = new ConcurrentLinkedQueue<>();

        Recorder(Feed feed, Scope scope) {
            subscription = feed.subscribe(scope, PULSE, this);
        }

        @Override
        public void close() {
            subscription.close();
        }

        @Override
        public void confirmed() {
            confirmed.incrementAndGet();
        }

        @Override
        public void received(Delivery delivery) {
            deliveries.add(delivery);
        }

        @Override
        public void lost() {
            lost.incrementAndGet();
        }

        private List<Delivery> of(Namespace namespace) {
            return deliveries.stream()
                    .filter(delivery -> delivery.namespace().equals(namespace))
                    .toList();
        }
    }
}
