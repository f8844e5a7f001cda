package io.sluice.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.batch.core.step.FatalStepExecutionException;

class FailuresTests {
    @Test
    void causesWhenWrappedThenOnlyWhatSaysSomethingOnOneLine() {
        var failure = new FatalStepExecutionException(
                "wrapped", new IllegalStateException("table:\n  away", new IllegalArgumentException()));
        assertThat(Failures.causes(failure))
                .isEqualTo("IllegalStateException: table: away; because of IllegalArgumentException: no message");
    }
}
