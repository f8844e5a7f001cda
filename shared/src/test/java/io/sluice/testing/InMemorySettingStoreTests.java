package io.sluice.testing;

import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.HandClock;
import io.sluice.setting.Revision;
import io.sluice.store.FeedPage;
import io.sluice.store.SettingStore;
import io.sluice.store.SettingStoreContract;
import io.sluice.store.StoreLimits;
import io.sluice.store.WriteResult.Applied;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InMemorySettingStoreTests extends SettingStoreContract {
    private static final StoreLimits LIMITS = StoreLimits.standard();

    private final Network network = new Network();
    private final HandClock clock = new HandClock();
    private final InMemoryStore store = new InMemoryStore(LIMITS, clock, network);

    @AfterEach
    void closeNetwork() {
        network.close();
    }

    @Override
    protected SettingStore settings() {
        return store;
    }

    @Override
    protected SettingStore settings(StoreLimits limits) {
        return new InMemoryStore(limits, Clock.systemUTC(), network);
    }

    @Override
    protected FeedPage held() {
        return store.since(namespace, null);
    }

    @Test
    void writeWhenTheClockStandsStillOrGoesBackThenRevisionsGrowByOne() {
        var first = applied(put("a", "1")).head().revision();
        assertThat(first.time()).isEqualTo(clock.instant());
        assertThat(applied(put("a", "2")).head().revision()).isEqualTo(new Revision(first.micros() + 1));
        clock.advance(Duration.ofHours(-1));
        assertThat(applied(put("a", "3")).head().revision()).isEqualTo(new Revision(first.micros() + 2));
        clock.advance(Duration.ofHours(2));
        assertThat(applied(put("a", "4")).head().revision().time()).isEqualTo(clock.instant());
    }

    @Test
    void writeWhenARequestIsRepeatedAfterItWasForgottenThenIsCarriedOutAgain() {
        var request = set(namespace, put("a", "1"));
        var first = (Applied) store.write(request);
        clock.advance(LIMITS.requestMemory().minusNanos(1));
        assertThat(store.write(request)).isEqualTo(first);
        clock.advance(Duration.ofNanos(1));
        var second = (Applied) store.write(request);
        assertThat(second.head().position().offset()).isEqualTo(2);
    }
}
