package io.sluice.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.sluice.check.Check.Outcome;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ChecksTests {
    private static final String WARNING = "check redis.eviction: bad (expected: good). Mend it.";
    private static final String AGAIN = "check redis.eviction: good (expected: good), as it should be";

    private final HandChecker redis = new HandChecker("redis.eviction");
    private final HandChecker database = new HandChecker("mysql.flush");
    private final Checks checks = new Checks(List.of(redis, database));

    @BeforeEach
    void awaitTheFirstLook() {
        await().until(() -> checks.last().stream().noneMatch(check -> check.outcome() == Outcome.UNKNOWN));
    }

    @AfterEach
    void close() {
        checks.close();
    }

    @Test
    void lastWhenLookedAtThenEachServerInItsOrder() {
        redis.find(Outcome.WARNING);
        checks.look();
        assertThat(checks.last().stream().map(Check::toString))
                .containsExactly("redis.eviction: bad (expected: good)", "mysql.flush: good (expected: good)");
    }

    @Test
    void lastWhenAServerIsAwayThenUnknownAndTheOtherAsItIs() {
        redis.find(Outcome.WARNING);
        database.goAway();
        checks.look();
        assertThat(checks.last().stream().map(Check::outcome)).containsExactly(Outcome.WARNING, Outcome.UNKNOWN);
    }

    @Test
    void lookWhenAnOutcomeChangesThenOneLineSaysSoAndWhatToDo(CapturedOutput output) {
        redis.find(Outcome.WARNING);
        checks.look();
        checks.look();
        assertThat(output).containsOnlyOnce(WARNING).doesNotContain(AGAIN);
        redis.find(Outcome.OK);
        checks.look();
        checks.look();
        assertThat(output).containsOnlyOnce(AGAIN).doesNotContain("check mysql.flush");
    }

    @Test
    void lookWhenAServerWasAwayBetweenThenWhatWasToldIsNotToldAgain(CapturedOutput output) {
        redis.find(Outcome.WARNING);
        checks.look();
        redis.goAway();
        checks.look();
        redis.find(Outcome.WARNING);
        checks.look();
        assertThat(output).containsOnlyOnce(WARNING);
    }

    @Test
    void checksWhenTwoCheckTheSameThenRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Checks(List.of(redis, new HandChecker("redis.eviction"))))
                .withMessageContaining("redis.eviction");
    }
}
