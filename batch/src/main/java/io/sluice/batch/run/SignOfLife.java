package io.sluice.batch.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.step.StepExecution;

/**
 * Tells a run that goes on from one whose process died: each page of a live one refreshes its record.
 *
 * @param deadAfter how long a run may give no sign of life
 * @param clock of this process; those of other nodes must agree with it to within a small part of that
 */
record SignOfLife(Duration deadAfter, Clock clock) {
    /** How long it may take to record that a run has ended. */
    private static final Duration RECORDING = Duration.ofSeconds(5);

    boolean isAlive(JobExecution execution) {
        return last(execution).plus(deadAfter).isAfter(clock.instant());
    }

    /** The same of a run of this process, of which more is known than its record says. */
    boolean isAliveHere(JobExecution execution) {
        var ended = execution.getEndTime();
        return execution.isRunning()
                || ended == null
                || moment(ended).plus(RECORDING).isAfter(clock.instant());
    }

    /** When the run was last seen to be alive. */
    Instant last(JobExecution execution) {
        var ofSteps = execution.getStepExecutions().stream().map(StepExecution::getLastUpdated);
        return Stream.concat(Stream.of(execution.getCreateTime(), execution.getLastUpdated()), ofSteps)
                .filter(Objects::nonNull)
                .max(LocalDateTime::compareTo)
                .map(SignOfLife::moment)
                .orElseThrow();
    }

    private static Instant moment(LocalDateTime time) {
        return time.atZone(ZoneId.systemDefault()).toInstant();
    }
}
