package io.sluice.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.faults.check.Needs.Trouble;
import io.sluice.faults.load.Call;
import io.sluice.faults.load.Level;
import io.sluice.faults.load.Outcome;
import io.sluice.faults.load.Recorded;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NeedsTests {
    private static final int ATTEMPTS = 5;
    private static final long SECOND = 1_000_000;
    private static final long NOW = 100 * SECOND;

    private final Breaches breaches = new Breaches();
    private final Needs needs = new Needs(Set.of("api-1", "api-2"), "redis", breaches);

    @Test
    void judgeWhenNobodyAnsweredThoughWhatIsNeededWasThereThenIsABreach() {
        judge(new Outcome.NotDone(), ATTEMPTS, during("database"), during("api-1"));
        assertThat(breaches.found()).extracting(Breach::law).containsExactly(Law.NEEDS_ARE_FEW);
    }

    @Test
    void judgeWhenNobodyAnsweredThoughNothingWasWrongThenIsABreach() {
        judge(new Outcome.Unknown(), ATTEMPTS);
        assertThat(breaches.found()).hasSize(1);
    }

    @Test
    void judgeWhenRedisOrAllTakersWereInTroubleOrOnTheirWayBackThenIsExcused() {
        judge(new Outcome.NotDone(), ATTEMPTS, during("redis"));
        judge(new Outcome.NotDone(), ATTEMPTS, during("api-1"), during("api-2"));
        judge(new Outcome.NotDone(), ATTEMPTS, new Trouble(Set.of("redis"), 0, NOW - 19 * SECOND));
        assertThat(breaches.found()).isEmpty();
        judge(new Outcome.NotDone(), ATTEMPTS, new Trouble(Set.of("redis"), 0, NOW - 21 * SECOND));
        assertThat(breaches.found()).hasSize(1);
    }

    @Test
    void judgeWhenTheClientWasCalledOffThenIsNoBreach() {
        judge(new Outcome.NotDone(), ATTEMPTS - 1, during("database"));
        assertThat(breaches.found()).isEmpty();
    }

    @Test
    void judgeWhenAnsweredThenCountsThoseThatWereAnsweredInTrouble() {
        assertThat(judge(new Outcome.Done(1, Level.MEMORY), 1, during("database")))
                .isEqualTo(1);
        assertThat(judge(new Outcome.Refused(412), 1)).isZero();
        assertThat(breaches.found()).isEmpty();
    }

    private long judge(Outcome outcome, int attempts, Trouble... troubles) {
        var call = new Call("c1", "shop", List.of(), Level.MEMORY);
        return needs.judge(
                List.of(new Recorded(call, outcome, NOW, NOW + SECOND, attempts)), List.of(troubles), ATTEMPTS);
    }

    private static Trouble during(String what) {
        return new Trouble(Set.of(what), NOW - SECOND, NOW + SECOND);
    }
}
