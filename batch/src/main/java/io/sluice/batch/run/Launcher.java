package io.sluice.batch.run;

import io.sluice.batch.run.Admission.Joined;
import io.sluice.batch.run.Admission.Started;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;

/**
 * Starts a run, or joins the one that is under way for the same scope on whatever node. Two runs for one scope are
 * harmless by design; this only spares them. Thread-safe.
 */
final class Launcher {
    private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);

    private final Map<String, Job> jobs;
    private final JobOperator operator;
    private final JobRepository repository;
    private final RunTables tables;
    private final Fence fence;
    private final SignOfLife signOfLife;
    /** Those who wait for the fence hold a connection each; of one process it is one at most. */
    private final ReentrantLock oneAtATime = new ReentrantLock(true);

    private final Map<Long, JobExecution> own = new ConcurrentHashMap<>();

    Launcher(
            Map<String, Job> jobs,
            JobOperator operator,
            JobRepository repository,
            RunTables tables,
            Fence fence,
            SignOfLife signOfLife) {
        this.jobs = Map.copyOf(jobs);
        this.operator = operator;
        this.repository = repository;
        this.tables = tables;
        this.fence = fence;
        this.signOfLife = signOfLife;
    }

    Map<String, Job> jobs() {
        return jobs;
    }

    Admission start(RunRequest request) {
        var job = Optional.ofNullable(jobs.get(request.job()))
                .orElseThrow(() -> new IllegalArgumentException(
                        "job: %s (expected: one of %s)".formatted(request.job(), jobs.keySet())));
        oneAtATime.lock();
        try {
            return fence.within(
                    request.job(),
                    () -> underWay(request)
                            .<Admission>map(execution -> new Joined(execution.getId()))
                            .orElseGet(() -> new Started(launch(job, request))));
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Lets the runs of this process end what they have in hand, and no more. */
    void stop() {
        own.values().stream().filter(JobExecution::isRunning).forEach(execution -> {
            LOG.info("run {}: stops, for this node does", execution.getId());
            execution.setStatus(BatchStatus.STOPPING);
            execution.getStepExecutions().forEach(StepExecution::setTerminateOnly);
        });
    }

    private Optional<JobExecution> underWay(RunRequest request) {
        var recorded = repository.findRunningJobExecutions(request.job());
        own.values().removeIf(execution -> !execution.isRunning() && !recorded.contains(execution));
        return recorded.stream()
                .filter(execution -> scope(execution).equals(request.scope()))
                .filter(this::isAliveOrElseRecover)
                .findFirst();
    }

    private boolean isAliveOrElseRecover(JobExecution recorded) {
        var mine = own.get(recorded.getId());
        if (mine == null ? signOfLife.isAlive(recorded) : signOfLife.isAliveHere(mine)) {
            return true;
        }
        var message = mine == null
                ? "no sign of life since %s: its process died".formatted(signOfLife.last(recorded))
                : "its end could not be recorded; %s".formatted(Failures.causes(mine.getAllFailureExceptions()));
        LOG.warn("run {}: {}", recorded.getId(), message);
        tables.addFailure(recorded.getId(), message);
        operator.recover(recorded);
        return false;
    }

    private long launch(Job job, RunRequest request) {
        try {
            var execution = operator.start(job, parameters(request));
            own.put(execution.getId(), execution);
            return execution.getId();
        } catch (JobExecutionException e) {
            throw new IllegalStateException("run of %s: not started".formatted(request.job()), e);
        }
    }

    private static JobParameters parameters(RunRequest request) {
        var trigger = request.trigger();
        var parameters = new JobParametersBuilder()
                .addString("run", UUID.randomUUID().toString())
                .addString("trigger", trigger.kind().name().toLowerCase(Locale.ROOT), false)
                .addString("by", trigger.by(), false);
        var namespace = request.scope().namespace();
        if (namespace != null) {
            parameters.addString("namespace", namespace.text(), false);
        }
        return parameters.toJobParameters();
    }

    private static RunScope scope(JobExecution execution) {
        return RunScope.of(execution.getJobParameters().getString("namespace"));
    }
}
