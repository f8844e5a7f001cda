package io.sluice.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.setting.Epoch;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.Revision;
import io.sluice.store.Delivery;
import io.sluice.watch.Inbox.Signal;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InboxTests {
    private static final Namespace NAMESPACE = new Namespace("shop");

    private final Inbox inbox = new Inbox(3);

    @Test
    void takeWhenEmptyThenSaysSilence() throws Exception {
        assertThat(take()).isInstanceOf(Signal.Silence.class);
    }

    @Test
    void takeWhenMessagesCameThenGivesThemInOrder() throws Exception {
        inbox.received(delivery("1"));
        inbox.received(delivery("2"));
        assertThat(take()).isEqualTo(new Signal.Received(delivery("1")));
        assertThat(take()).isEqualTo(new Signal.Received(delivery("2")));
        assertThat(take()).isInstanceOf(Signal.Silence.class);
    }

    @Test
    void takeWhenConnectionChangedThenSaysThatFirstAndOnlyTheNewest() throws Exception {
        inbox.received(delivery("1"));
        inbox.lost();
        inbox.confirmed();
        assertThat(take()).isInstanceOf(Signal.Confirmed.class);
        assertThat(take()).isEqualTo(new Signal.Received(delivery("1")));
    }

    @Test
    void receivedWhenFullThenDropsAllAndSaysSo() throws Exception {
        for (int i = 1; i <= 4; i++) {
            inbox.received(delivery("" + i));
        }
        assertThat(take()).isInstanceOf(Signal.Overflowed.class);
        assertThat(take()).isEqualTo(new Signal.Received(delivery("4")));
        assertThat(take()).isInstanceOf(Signal.Silence.class);
    }

    @Test
    void headsSeenWhenMessagesWaitThenComesAfterThem() throws Exception {
        var head = new Head(new Position(new Epoch("1-00000000"), 1), new Revision(1));
        var seen = new Signal.HeadsSeen(Map.of(NAMESPACE, head), Set.of(), Set.of());
        inbox.headsSeen(seen);
        inbox.received(delivery("1"));
        assertThat(take()).isInstanceOf(Signal.Received.class);
        assertThat(take()).isEqualTo(seen);
    }

    private Signal take() throws InterruptedException {
        return inbox.take(Duration.ZERO);
    }

    private static Delivery delivery(String payload) {
        return new Delivery.Unread(NAMESPACE, payload);
    }
}
