package io.sluice.batch.run;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.listener.JobExecutionListener;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;

/**
 * Tells what became of runs: one line each in the log, and the reason of a failure in full in the run's record. Runs of
 * a job that fail one after the other for the same reason tell it once. Thread-safe.
 */
public final class RunJournal implements JobExecutionListener, StepExecutionListener {
    private static final Logger LOG = LoggerFactory.getLogger(RunJournal.class);

    private static final String STOPPED = "stopped before its end; what it did not come to stays in the backlog";

    private final RunTables tables;
    private final RunMeters meters;
    /** Why the last run of a job failed; without those that did not. */
    private final Map<String, String> troubles = new ConcurrentHashMap<>();

    RunJournal(RunTables tables, RunMeters meters) {
        this.tables = tables;
        this.meters = meters;
    }

    @Override
    public @Nullable ExitStatus afterStep(StepExecution step) {
        if (step.getStatus().isUnsuccessful() && Failures.tells(step.getFailureExceptions())) {
            tables.addFailure(step.getJobExecutionId(), causes(step));
        } else if (step.getStatus() == BatchStatus.STOPPED) {
            tables.addFailure(step.getJobExecutionId(), STOPPED);
        }
        return null;
    }

    @Override
    public void afterJob(JobExecution execution) {
        var job = execution.getJobInstance().getJobName();
        meters.ended(job, execution.getStatus(), took(execution));
        var line = "%s run %d, by %s (%s): %s, %s, %d ms"
                .formatted(
                        job,
                        execution.getId(),
                        execution.getJobParameters().getString("by"),
                        execution.getJobParameters().getString("trigger"),
                        execution.getStatus(),
                        execution.getStepExecutions().stream()
                                // Of workers, the step that they work for has the sum.
                                .filter(step -> step.getStepName().indexOf(':') < 0)
                                .map(RunJournal::counts)
                                .collect(Collectors.joining(", ")),
                        took(execution).toMillis());
        if (!execution.getStatus().isUnsuccessful()) {
            if (execution.getStatus() == BatchStatus.COMPLETED && troubles.remove(job) != null) {
                LOG.info("{}; works again", line);
            } else {
                LOG.info(line);
            }
            if (execution.getStatus() == BatchStatus.COMPLETED) {
                tables.succeeded(job);
            }
            return;
        }
        var causes = Failures.causes(execution.getAllFailureExceptions());
        if (causes.equals(troubles.put(job, causes))) {
            LOG.debug("{}; still: {}", line, causes);
        } else {
            LOG.warn("{}; {}", line, causes);
        }
    }

    private static String causes(StepExecution step) {
        return "step %s: %s".formatted(step.getStepName(), Failures.causes(step.getFailureExceptions()));
    }

    private static String counts(StepExecution step) {
        return "%s: read %d, written %d, superseded %d, quarantined %d"
                .formatted(
                        step.getStepName(),
                        step.getReadCount(),
                        step.getWriteCount() - step.getFilterCount(),
                        step.getFilterCount(),
                        step.getWriteSkipCount());
    }

    private static Duration took(JobExecution execution) {
        var began = execution.getStartTime();
        var ended = execution.getEndTime();
        return began == null || ended == null ? Duration.ZERO : Duration.between(began, ended);
    }
}
