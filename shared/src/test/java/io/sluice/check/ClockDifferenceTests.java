package io.sluice.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.check.Check.Outcome;
import io.sluice.servers.HandClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockDifferenceTests {
    private static final Requirement CLOCK = ClockDifference.requirement("redis.clock");

    private final HandClock clock = new HandClock();

    @Test
    void measuredWhenOursIsMovedThenTheOtherWayByAsMuch() {
        var theirs = clock.instant();
        assertThat(ClockDifference.measured(clock, () -> theirs).judge(CLOCK).outcome())
                .isEqualTo(Outcome.OK);
        clock.advance(Duration.ofSeconds(90));
        var behind = ClockDifference.measured(clock, () -> theirs);
        assertThat(behind.ahead()).isBetween(Duration.ofSeconds(-91), Duration.ofSeconds(-90));
        assertThat(behind.judge(CLOCK).outcome()).isEqualTo(Outcome.WARNING);
        assertThat(behind.judge(CLOCK).found()).contains("s behind");
        clock.advance(Duration.ofMinutes(-3));
        assertThat(ClockDifference.measured(clock, () -> theirs).judge(CLOCK).found())
                .contains("s ahead");
    }

    /** What may be due to the way is no difference; and a way that is too long tells nothing. */
    @ParameterizedTest
    @CsvSource({
        "1000, 0, OK",
        "1001, 0, WARNING",
        "-1001, 0, WARNING",
        "1400, 400, OK",
        "-1401, 400, WARNING",
        "0, 1000, OK",
        "0, 1001, UNKNOWN",
        "2001, 1001, UNKNOWN",
        "3000, 1001, WARNING"
    })
    void judgeWhenFarApartThenAWarningOnlyIfThatIsSure(long aheadMillis, long uncertaintyMillis, Outcome outcome) {
        var difference = new ClockDifference(Duration.ofMillis(aheadMillis), Duration.ofMillis(uncertaintyMillis));
        assertThat(difference.judge(CLOCK).outcome()).isEqualTo(outcome);
    }
}
