package io.sluice.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DelaysTests {
    private static final Instant NOW = Instant.parse("2026-11-22T13:00:00Z");
    private static final Percentage CLOSE = Percentage.withPercentage(25);

    private final Delays delays = new Delays();

    @Test
    void summaryWhenNothingCameThenEmpty() {
        assertThat(delays.summary(NOW)).isEmpty();
    }

    @Test
    void summaryWhenOneInAHundredIsSlowThenTheMedianIsNotAndTheOtherIs() {
        for (int i = 0; i < 1000; i++) {
            delays.record(Duration.ofMillis(i % 100 < 98 ? 2 : 700), NOW);
        }
        var told = delays.summary(NOW).orElseThrow();
        assertThat(told.count()).isEqualTo(1000);
        assertThat(told.p50().toNanos()).isCloseTo(2_000_000L, CLOSE);
        assertThat(told.p99().toNanos()).isCloseTo(700_000_000L, CLOSE);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3, 4, 5, 7, 8, 9, 999, 1000, 65_535, 65_536, 123_456_789, (1L << 36) - 1})
    void summaryWhenOneCameThenNotShorterAndAtMostAQuarterLonger(long micros) {
        delays.record(Duration.ofNanos(1000 * micros), NOW);
        var told = delays.summary(NOW).orElseThrow();
        assertThat(told.p50().toNanos() / 1000).isBetween(micros, micros + micros / 4);
        assertThat(told.p99()).isEqualTo(told.p50());
    }

    @Test
    void recordWhenNegativeOrWithoutEndThenCountsAsTheNearest() {
        delays.record(Duration.ofSeconds(-1), NOW);
        delays.record(Duration.ofDays(300), NOW);
        var told = delays.summary(NOW).orElseThrow();
        assertThat(told.p50()).isZero();
        assertThat(told.p99()).isGreaterThan(Duration.ofHours(19));
    }

    @Test
    void summaryWhenTimeGoesOnThenForgetsWhatCameLongerAgo() {
        delays.record(Duration.ofMillis(1), NOW);
        delays.record(Duration.ofMillis(1), NOW.plus(Delays.SPAN));
        assertThat(delays.summary(NOW.plus(Delays.SPAN)).orElseThrow().count()).isEqualTo(2);
        var later = NOW.plus(Delays.SPAN.multipliedBy(2));
        assertThat(delays.summary(later).orElseThrow().count()).isOne();
        assertThat(delays.summary(later.plus(Delays.SPAN.multipliedBy(2)))).isEmpty();
    }

    @Test
    void recordWhenTheClockIsSetBackThenGoesOn() {
        delays.record(Duration.ofMillis(1), NOW);
        delays.record(Duration.ofMillis(1), NOW.minusSeconds(3600));
        assertThat(delays.summary(NOW.minusSeconds(3600)).orElseThrow().count()).isOne();
    }
}
