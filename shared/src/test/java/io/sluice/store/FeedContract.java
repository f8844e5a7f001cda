package io.sluice.store;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.remove;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Entry;
import io.sluice.setting.Epoch;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.setting.TraceParent;
import io.sluice.store.FeedPage.Changes;
import io.sluice.store.FeedPage.Coverage;
import io.sluice.store.WriteResult.Applied;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link Feed} does. */
public abstract class FeedContract {
    private static final Duration PULSE = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(10);

    protected final Namespace namespace = newNamespace();

    protected abstract Feed feed();

    /** Where the feed's changes are made. */
    protected abstract SettingStore settings();

    /** The same feed over a connection that can be cut. */
    protected abstract FragileFeed fragileFeed();

    /** A feed that a test cuts off and reaches again. */
    protected interface FragileFeed extends AutoCloseable {
        Feed feed();

        void cut();

        void mend();

        @Override
        void close();
    }

    @Test
    void sinceWhenReaderHasNothingThenGivesAll() {
        write(put("a", "1"), put("b", "1"));
        var last = write(remove("a"));
        var page = (Changes) feed().since(namespace, null);
        assertThat(page.coverage()).isNotEqualTo(Coverage.DELTA);
        assertThat(page.head()).isEqualTo(last.head());
        assertThat(names(page)).containsExactly("b", "a");
        assertThat(page.entries().get(1)).isEqualTo(last.entries().get(0));
        assertThat(page.cursor()).isNull();
    }

    @Test
    void sinceWhenReaderHasAnOffsetThenGivesWhatChangedBehindIt() {
        write(put("a", "1"), put("b", "1"), put("c", "1"));
        var known = write(put("b", "2")).head().position();
        write(put("a", "2"));
        write(put("a", "3"), put("d", "1"));
        var page = (Changes) feed().since(namespace, known);
        assertThat(page.coverage()).isEqualTo(Coverage.DELTA);
        assertThat(names(page)).containsExactly("a", "d");
        assertThat(((Changes) feed().since(namespace, page.head().position())).entries())
                .isEmpty();
    }

    @Test
    void sinceWhenReaderIsOfAnotherEpochThenGivesAll() {
        var head = write(put("a", "1")).head();
        var page = (Changes) feed().since(
                        namespace,
                        new Position(new Epoch("1-00000000"), head.position().offset()));
        assertThat(page.coverage()).isNotEqualTo(Coverage.DELTA);
        assertThat(names(page)).containsExactly("a");
    }

    @Test
    void sinceWhenReaderHasSeenMoreThenSaysSo() {
        var head = write(put("a", "1")).head();
        assertThat(feed().since(namespace, new Position(head.position().epoch(), 99)))
                .isEqualTo(new FeedPage.Ahead(head));
    }

    @Test
    void sinceWhenNamespaceIsUnknownThenSaysNothing() {
        assertThat(feed().since(namespace, null)).isEqualTo(new FeedPage.Nothing());
        assertThat(feed().head(namespace)).isEmpty();
    }

    @Test
    void headWhenWrittenThenIsThatOfTheLastWrite() {
        write(put("a", "1"), put("b", "1"));
        var last = write(put("a", "2"));
        assertThat(feed().head(namespace)).contains(last.head());
    }

    @Test
    void namespacesWhenOneIsRegisteredThenNameIt() {
        write(put("a", "1"));
        assertThat(feed().namespaces()).doesNotContain(namespace);
        settings().register(namespace);
        settings().register(namespace);
        assertThat(feed().namespaces()).contains(namespace);
    }

    @Test
    void nextWhenNamesChangeMeanwhileThenPagesTogetherAreTheNamespaceAtTheEnd() {
        fill(2500);
        var page = (Changes) feed().since(namespace, null);
        assertThat(page.entries()).hasSizeLessThan(2000);
        assertThat(names(page)).startsWith("n0", "n1").doesNotContain("n2000");
        assertThat(page.cursor()).isNotNull();
        write(put("n1", "\"changed\""), remove("n2000"));
        List<Entry> all = new ArrayList<>(page.entries());
        while (page.cursor() != null) {
            page = (Changes) feed().next(namespace, page);
            all.addAll(page.entries());
        }
        assertThat(page.coverage()).isNotEqualTo(Coverage.DELTA);
        assertThat(all).filteredOn(entry -> entry.name().text().equals("n1")).hasSize(2);
        assertThat(all).filteredOn(entry -> entry.name().text().equals("n2000")).hasSize(1);
        assertThat(all).filteredOn(Entry.Tombstone.class::isInstance).hasSize(1);
        assertThat(all).hasSize(2501);
    }

    @Test
    void nextWhenReaderHasAnOffsetThenGoesOnWithWhatChangedBehindIt() {
        var known = write(put("a", "1")).head().position();
        fill(1200);
        var page = (Changes) feed().since(namespace, known);
        var names = new ArrayList<>(names(page));
        assertThat(page.cursor()).isNotNull();
        while (page.cursor() != null) {
            page = (Changes) feed().next(namespace, page);
            assertThat(page.coverage()).isEqualTo(Coverage.DELTA);
            names.addAll(names(page));
        }
        assertThat(names).hasSize(1200).startsWith("n0").endsWith("n1199").doesNotHaveDuplicates();
        var last = page;
        assertThatThrownBy(() -> feed().next(namespace, last)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void subscribeWhenConfirmedThenReceivesEveryChangeSetInOrder() {
        try (var told = new Recorder(feed(), only())) {
            await().until(() -> told.confirmed.get() == 1);
            var last = write(put("a", "-1"), remove("b"));
            for (int i = 0; i < 99; i++) {
                last = write(put("a", String.valueOf(i)), put("b", String.valueOf(i)));
            }
            await().until(() -> told.deliveries.size() == 100);
            var messages = told.deliveries.stream().map(Delivery::message).toList();
            assertThat(messages)
                    .extracting(Message::firstOffset)
                    .isSorted()
                    .startsWith(1L, 3L, 5L)
                    .endsWith(199L);
            assertThat(messages.get(99)).isEqualTo(new Message(last.head(), 199, last.entries()));
            assertThat(messages.get(0).entries().get(1)).isInstanceOf(Entry.Tombstone.class);
            assertThat(told.deliveries)
                    .allMatch(delivery -> delivery.namespace().equals(namespace));
        }
    }

    @Test
    void subscribeWhenAWriteIsPartOfATraceThenItsMessageSaysSo() {
        var trace = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        try (var told = new Recorder(feed(), only())) {
            await().until(() -> told.confirmed.get() == 1);
            var plain = set(namespace, put("a", "1"), put("b", "1"));
            settings()
                    .write(new ChangeSet(
                            namespace, plain.changes(), plain.origin().within(trace)));
            settings().write(set(namespace, put("a", "2")));
            await().until(() -> told.deliveries.size() == 2);
            assertThat(told.deliveries.remove().message().trace()).isEqualTo(trace);
            assertThat(told.deliveries.remove().message().trace()).isNull();
        }
    }

    @Test
    void subscribeWhenEntriesAreMergedThenReceivesThoseThatWereTaken() {
        var written = write(put("a", "1"));
        var lost = new Entry.Present(new SettingName("b"), new SettingValue("2"), new Revision(5), "bob", null);
        try (var told = new Recorder(feed(), only())) {
            await().until(() -> told.confirmed.get() == 1);
            settings().merge(namespace, List.of(written.entries().get(0), lost));
            await().until(() -> told.deliveries.size() == 1);
            var message = told.deliveries.remove().message();
            assertThat(message.firstOffset()).isEqualTo(2);
            assertThat(message.head().revision()).isEqualTo(written.head().revision());
            assertThat(message.entries()).isEqualTo(List.of(lost));
        }
    }

    @Test
    void subscribeWhenScopeIsAllThenReceivesOfEveryNamespaceAndElseOnlyOfItsOwn() {
        var other = newNamespace();
        try (var all = new Recorder(feed(), new Scope.All());
                var one = new Recorder(feed(), only())) {
            await().until(() -> all.confirmed.get() == 1 && one.confirmed.get() == 1);
            settings().write(set(other, put("a", "1")));
            write(put("a", "1"));
            await().until(() -> all.of(other).size() == 1 && all.of(namespace).size() == 1);
            await().until(() -> one.of(namespace).size() == 1);
            assertThat(one.of(other)).isEmpty();
        }
    }

    @Test
    void subscribeWhenConnectionIsCutThenConfirmsAgainAndReceivesWhatIsWrittenFromThenOn() {
        try (var fragile = fragileFeed();
                var told = new Recorder(fragile.feed(), only())) {
            await().until(() -> told.confirmed.get() == 1);
            fragile.cut();
            await().until(() -> told.lost.get() == 1);
            write(put("a", "1"));
            fragile.mend();
            await().until(() -> told.confirmed.get() == 2);
            write(put("a", "2"));
            await().until(() -> told.deliveries.size() == 1);
            assertThat(told.deliveries.remove().message().firstOffset()).isEqualTo(2);
        }
    }

    @Test
    void subscribeWhenThereIsNoConnectionThenConfirmsOnceThereIs() {
        try (var fragile = fragileFeed()) {
            fragile.cut();
            try (var told = new Recorder(fragile.feed(), new Scope.All())) {
                fragile.mend();
                await().until(() -> told.confirmed.get() == 1);
            }
        }
    }

    @Test
    void resetWhenCalledThenBuildsANewConnection() {
        try (var told = new Recorder(feed(), only())) {
            await().until(() -> told.confirmed.get() == 1);
            told.subscription.reset();
            await().until(() -> told.confirmed.get() == 2);
            write(put("a", "1"));
            await().until(() -> told.deliveries.size() == 1);
            assertThat(told.lost).hasValue(1);
        }
    }

    @Test
    void probeWhenAnsweredThenAllThatWasPublishedBeforeHasArrived() {
        try (var told = new Recorder(feed(), only())) {
            await().until(() -> told.confirmed.get() == 1);
            for (int i = 1; i <= 50; i++) {
                write(put("a", String.valueOf(i)));
                var received = new CompletableFuture<Integer>();
                told.subscription.probe(() -> received.complete(told.deliveries.size()));
                assertThat(received).succeedsWithin(LONG).isEqualTo(i);
            }
        }
    }

    @Test
    void probeWhenConnectionIsLostThenIsNeverAnswered() {
        try (var fragile = fragileFeed();
                var told = new Recorder(fragile.feed(), only())) {
            await().until(() -> told.confirmed.get() == 1);
            fragile.cut();
            await().until(() -> told.lost.get() == 1);
            var early = new AtomicBoolean();
            told.subscription.probe(() -> early.set(true));
            fragile.mend();
            await().until(() -> told.confirmed.get() == 2);
            var late = new AtomicBoolean();
            told.subscription.probe(() -> late.set(true));
            await().untilTrue(late);
            assertThat(early).isFalse();
        }
    }

    @Test
    void closeWhenCalledThenHearsNothingMoreAndOthersGoOn() {
        try (var told = new Recorder(feed(), only());
                var other = new Recorder(feed(), only())) {
            await().until(() -> told.confirmed.get() == 1 && other.confirmed.get() == 1);
            told.subscription.close();
            write(put("a", "1"));
            await().until(() -> other.deliveries.size() == 1);
            assertThat(told.deliveries).isEmpty();
        }
    }

    protected final Scope only() {
        return new Scope.Only(Set.of(namespace));
    }

    protected final Applied write(Change... changes) {
        return (Applied) settings().write(set(namespace, changes));
    }

    protected static List<String> names(Changes page) {
        return page.entries().stream().map(entry -> entry.name().text()).toList();
    }

    void fill(int count) {
        for (int begin = 0; begin < count; begin += 500) {
            var changes = new Change[Math.min(500, count - begin)];
            for (int i = 0; i < changes.length; i++) {
                changes[i] = put("n" + (begin + i), "1");
            }
            write(changes);
        }
    }

    /** Keeps what a subscription tells. */
    protected static final class Recorder implements Feed.Subscriber, AutoCloseable {
        public final AtomicInteger confirmed = new AtomicInteger();
        public final AtomicInteger lost = new AtomicInteger();
        public final Queue<Delivery> deliveries = new ConcurrentLinkedQueue<>();
        private final Feed.Subscription subscription;

        public Recorder(Feed feed, Scope scope) {
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

        List<Delivery> of(Namespace namespace) {
            return deliveries.stream()
                    .filter(delivery -> delivery.namespace().equals(namespace))
                    .toList();
        }
    }
}
