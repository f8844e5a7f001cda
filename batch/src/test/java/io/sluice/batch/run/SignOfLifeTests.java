package io.sluice.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.step.StepExecution;

class SignOfLifeTests {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final SignOfLife signOfLife = new SignOfLife(Duration.ofSeconds(60), Clock.fixed(NOW, ZoneOffset.UTC));
    private final JobExecution execution = new JobExecution(1, new JobInstance(1, "drain"), new JobParameters());

    @Test
    void isAliveWhenItsRecordIsFreshThenTrue() {
        execution.setCreateTime(ago(600));
        execution.setLastUpdated(ago(59));
        assertThat(signOfLife.isAlive(execution)).isTrue();
    }

    @Test
    void isAliveWhenOnlyAStepIsFreshThenTrue() {
        execution.setCreateTime(ago(600));
        execution.setLastUpdated(ago(590));
        var step = new StepExecution(1, "entries", execution);
        step.setLastUpdated(ago(1));
        execution.addStepExecution(step);
        assertThat(signOfLife.isAlive(execution)).isTrue();
    }

    @Test
    void isAliveWhenNothingIsFreshThenFalse() {
        execution.setCreateTime(ago(600));
        execution.setLastUpdated(ago(60));
        assertThat(signOfLife.isAlive(execution)).isFalse();
        assertThat(signOfLife.last(execution)).isEqualTo(NOW.minusSeconds(60));
    }

    @Test
    void isAliveHereWhenItHasEndedThenForAsLongAsRecordingTakes() {
        execution.setStatus(BatchStatus.STARTED);
        assertThat(signOfLife.isAliveHere(execution)).isTrue();
        execution.setStatus(BatchStatus.FAILED);
        assertThat(signOfLife.isAliveHere(execution)).isTrue();
        execution.setEndTime(ago(4));
        assertThat(signOfLife.isAliveHere(execution)).isTrue();
        execution.setEndTime(ago(5));
        assertThat(signOfLife.isAliveHere(execution)).isFalse();
    }

    private static LocalDateTime ago(int seconds) {
        return LocalDateTime.ofInstant(NOW.minusSeconds(seconds), ZoneId.systemDefault());
    }
}
