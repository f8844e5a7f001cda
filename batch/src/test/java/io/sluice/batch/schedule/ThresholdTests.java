package io.sluice.batch.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.backlog.Look;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.store.BacklogState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ThresholdTests {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

    private final Threshold threshold = threshold(100L, Duration.ofSeconds(30));

    @Test
    void isDueWhenNeitherIsReachedThenNot() {
        assertThat(threshold.isDue(look(99, 29, 0), NOW)).isFalse();
        assertThat(threshold.isDue(look(0, 0, 0), NOW)).isFalse();
    }

    @Test
    void isDueWhenOneIsReachedThenDue() {
        assertThat(threshold.isDue(look(100, 0, 0), NOW)).isTrue();
        assertThat(threshold.isDue(look(1, 30, 0), NOW)).isTrue();
    }

    @Test
    void isDueWhenNothingButQuarantineIsWaitingThenNot() {
        assertThat(threshold.isDue(look(100, 3600, 100), NOW)).isFalse();
        assertThat(threshold(100L, null).isDue(look(150, 3600, 51), NOW)).isFalse();
    }

    @Test
    void isDueWhenNoneIsSetThenNever() {
        var none = new Threshold(Timing.every(Duration.ofSeconds(10)));
        assertThat(none.isSet()).isFalse();
        assertThat(none.isDue(look(1_000_000, 3600, 0), NOW)).isFalse();
    }

    @Test
    void isDueWhenTheJobIsNotEnabledThenNever() {
        var off = new Threshold(new Timing(false, null, null, null, 1L, null));
        assertThat(off.isSet()).isFalse();
        assertThat(off.isDue(look(100, 100, 0), NOW)).isFalse();
    }

    @Test
    void isDueWhenDrainsDoNotHelpThenLessAndLessOften() {
        var look = look(100, 0, 0);
        var at = NOW;
        for (int pause : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            assertThat(threshold.isDue(look, at)).isTrue();
            threshold.started(at);
            assertThat(threshold.isDue(look, at.plusSeconds(pause).minusMillis(1)))
                    .as("before %d s", pause)
                    .isFalse();
            at = at.plusSeconds(pause);
        }
    }

    @Test
    void isDueWhenItWasBelowMeanwhileThenAtOnceAgain() {
        var look = look(100, 0, 0);
        threshold.started(NOW);
        threshold.started(NOW);
        assertThat(threshold.isDue(look, NOW)).isFalse();
        assertThat(threshold.isDue(look(5, 0, 0), NOW)).isFalse();
        assertThat(threshold.isDue(look, NOW)).isTrue();
    }

    private static Threshold threshold(@Nullable Long dirty, @Nullable Duration age) {
        return new Threshold(new Timing(true, null, null, null, dirty, age));
    }

    private static Look look(long dirty, long oldestSeconds, long quarantined) {
        long due = dirty - quarantined;
        var oldest =
                due == 0 ? null : new Revision(NOW.minusSeconds(oldestSeconds).getEpochSecond() * 1_000_000);
        return new Look(
                NOW, Map.of(new Namespace("a"), new BacklogState(dirty, due, oldest, quarantined, 0)), List.of());
    }
}
