package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SilenceAlarmTests {
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void setAlarm() {
        channel.freezeTime();
        SilenceAlarm.after(Duration.ofSeconds(2)).afterChannelInitialized(channel);
    }

    @AfterEach
    void close() {
        var unused = channel.close();
    }

    @Test
    void writeWhenNothingComesThenTheConnectionIsClosed() {
        channel.writeOutbound("PING");
        pass(1_999);
        assertThat(channel.isOpen()).isTrue();
        pass(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void writeWhenAgainAndNothingComesThenTheFirstCounts() {
        channel.writeOutbound("PING");
        pass(1_000);
        channel.writeOutbound("PING");
        pass(1_000);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void readWhenInTimeThenTheConnectionStays() {
        for (int i = 0; i < 3; i++) {
            channel.writeOutbound("PING");
            pass(1_500);
            channel.writeInbound("PONG");
        }
        pass(10_000);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void silenceWhenNothingWasSentThenTheConnectionStays() {
        pass(10_000);
        assertThat(channel.isOpen()).isTrue();
    }

    private void pass(int millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }
}
