package io.sluice.testing;

import static io.sluice.store.TestStore.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.store.Delivery;
import io.sluice.store.Feed;
import io.sluice.store.FeedContract;
import io.sluice.store.FeedPage.Changes;
import io.sluice.store.FeedPage.Coverage;
import io.sluice.store.SettingStore;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InMemoryFeedTests extends FeedContract {
    private final InMemorySluice sluice = new InMemorySluice();

    @AfterEach
    void closeSluice() {
        sluice.close();
    }

    @Override
    protected Feed feed() {
        return sluice.feed();
    }

    @Override
    protected SettingStore settings() {
        return sluice.store();
    }

    @Override
    protected FragileFeed fragileFeed() {
        return new FragileFeed() {
            @Override
            public Feed feed() {
                return sluice.feed();
            }

            @Override
            public void cut() {
                sluice.disconnect();
            }

            @Override
            public void mend() {
                sluice.connect();
            }

            @Override
            public void close() {
                sluice.connect();
            }
        };
    }

    @Test
    void sinceWhenReaderHasNothingThenWhatIsAbsentDoesNotExist() {
        write(put("a", "1"));
        assertThat(((Changes) feed().since(namespace, null)).coverage()).isEqualTo(Coverage.COMPLETE);
    }

    @Test
    void connectionWhenCutOrMendedTwiceThenIsToldOnce() {
        try (var told = new Recorder(feed(), only())) {
            await().until(() -> told.confirmed.get() == 1);
            sluice.disconnect();
            sluice.disconnect();
            sluice.connect();
            sluice.connect();
            write(put("a", "1"));
            await().until(() -> told.deliveries.size() == 1);
            assertThat(told.lost).hasValue(1);
            assertThat(told.confirmed).hasValue(2);
        }
    }

    @Test
    void closeWhenAMessageIsStillOnItsWayThenItDoesNotArrive() {
        var held = new CountDownLatch(1);
        var slow = feed().subscribe(only(), Duration.ofSeconds(1), new Holding(held));
        var told = new Recorder(feed(), only());
        try (var other = new Recorder(feed(), only())) {
            await().until(() -> other.confirmed.get() == 1);
            write(put("a", "1"));
            told.close();
            held.countDown();
            await().until(() -> other.deliveries.size() == 1);
            assertThat(told.deliveries).isEmpty();
        } finally {
            slow.close();
        }
    }

    @Test
    void closeWhenTheSluiceIsClosedThenItsSubscribersAreCutOff() {
        try (var told = new Recorder(feed(), only())) {
            await().until(() -> told.confirmed.get() == 1);
            sluice.close();
            await().until(() -> told.lost.get() == 1);
        }
    }

    /** Holds up what comes behind the message that it receives. */
    private record Holding(CountDownLatch until) implements Feed.Subscriber {
        @Override
        public void confirmed() {}

        @Override
        public void received(Delivery delivery) {
            try {
                until.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void lost() {}
    }
}
