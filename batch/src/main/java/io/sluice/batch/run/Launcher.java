package io.sluice.batch.run;

import io.sluice.batch.archive.Retries;
import io.sluice.batch.run.Admission.Joined;
import io.sluice.batch.run.Admission.Started;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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

    /** Nodes that record runs at the same time may lock each other out for a moment. Looked at anew, a run may be there. */
    private static final Retries CONTENTION = Retries.ofContention();

    /** The one parameter that tells runs apart. */
    private static final String NAME = "run";
    /** Parameters of the job itself begin so: {@code option.repair}. */
    private static final String OPTION = "option.";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Map<String, Job> jobs;
    private final JobOperator operator;
    private final JobRepository repository;
    private final RunTables tables;
    private final Fence fence;
    private final SignsOfLife signsOfLife;
    private final Clock clock;
    /** Those who wait for the fence hold a connection each; of one process it is one at most. */
    private final ReentrantLock oneAtATime = new ReentrantLock(true);

    Launcher(
            Map<String, Job> jobs,
            JobOperator operator,
            JobRepository repository,
            RunTables tables,
            Fence fence,
            SignsOfLife signsOfLife,
            Clock clock) {
        this.jobs = Map.copyOf(jobs);
        this.operator = operator;
        this.repository = repository;
        this.tables = tables;
        this.fence = fence;
        this.signsOfLife = signsOfLife;
        this.clock = clock;
    }

    String node() {
        return signsOfLife.node();
    }

    Map<String, Job> jobs() {
        return jobs;
    }

    Admission start(RunRequest request) {
        var job = job(request.job());
        return alone(
                request.job(),
                () -> underWay(request)
                        .<Admission>map(execution -> new Joined(execution.getId()))
                        .orElseGet(() -> new Started(launch(job, newName(request.job()), request))));
    }

    /** Goes on with a run that has failed or was stopped, as a new run of the same name. */
    Intervention restart(long id, Trigger trigger, @Nullable String reason) {
        var found = repository.getJobExecution(id);
        if (found == null) {
            return new Intervention.Unknown();
        }
        var name = found.getJobInstance().getJobName();
        return alone(name, () -> restartAlone(id, trigger, reason));
    }

    private Intervention restartAlone(long id, Trigger trigger, @Nullable String reason) {
        var execution = execution(id);
        if (execution.getStatus() != BatchStatus.FAILED && execution.getStatus() != BatchStatus.STOPPED) {
            return refused(execution, "FAILED or STOPPED");
        }
        var last = repository.getLastJobExecution(execution.getJobInstance());
        if (last != null && last.getId() != id) {
            return new Intervention.Refused(
                    "run: %d was restarted as %d (expected: the last one of its name)".formatted(id, last.getId()));
        }
        var jobName = execution.getJobInstance().getJobName();
        var request = new RunRequest(jobName, scope(execution), options(execution), trigger, reason);
        var underWay = underWay(request);
        if (underWay.isPresent()) {
            return new Intervention.Refused("run: %d does the same and is under way (expected: none, or wait for it)"
                    .formatted(underWay.get().getId()));
        }
        var name = Objects.requireNonNull(execution.getJobParameters().getString(NAME), "name of a run");
        return new Intervention.Accepted(launch(job(jobName), name, request));
    }

    /** Lets a run end behind the page that it has in hand, on whatever node. */
    Intervention stop(long id) {
        var execution = repository.getJobExecution(id);
        if (execution == null) {
            return new Intervention.Unknown();
        }
        if (!execution.isRunning()) {
            return refused(execution, "one that is running");
        }
        if (!signsOfLife.isAlive(id)) {
            return new Intervention.Refused(
                    "run: %d, its process has given no sign of life for %d s (expected: a living one; this one can be recovered)"
                            .formatted(id, signsOfLife.silence(id).toSeconds()));
        }
        var mine = signsOfLife.own().stream().filter(own -> own.getId() == id).findFirst();
        if (mine.isPresent()) {
            end(mine.get());
            // Nodes that help with it see no more of it than its record.
            tables.stopping(id);
        } else {
            // Not the operator's stop: it writes the records of the steps as well, of which the other node knows more.
            execution.setStatus(BatchStatus.STOPPING);
            repository.update(execution);
        }
        return new Intervention.Accepted(id);
    }

    /** Closes the record of a run whose process died; never that of a living one. */
    Intervention recover(long id) {
        var found = repository.getJobExecution(id);
        if (found == null) {
            return new Intervention.Unknown();
        }
        return alone(found.getJobInstance().getJobName(), () -> {
            var execution = execution(id);
            if (!execution.isRunning()) {
                return refused(execution, "one whose process died in it");
            }
            if (isAliveOrElseRecover(execution)) {
                return new Intervention.Refused(
                        "run: %d, its process gave a sign of life %d s ago (expected: none for some time; a living one can be stopped)"
                                .formatted(id, signsOfLife.silence(id).toSeconds()));
            }
            return new Intervention.Accepted(id);
        });
    }

    /** Closes the record of a run if it is one whose process died. */
    void recoverIfDead(long id) {
        if (!signsOfLife.isAlive(id)) {
            recover(id);
        }
    }

    /** Lets the runs of this process end what they have in hand, and no more. */
    void stop() {
        signsOfLife.own().forEach(execution -> {
            LOG.info("run {}: stops, for this node does", execution.getId());
            end(execution);
        });
    }

    private static void end(JobExecution execution) {
        execution.setStatus(BatchStatus.STOPPING);
        execution.getStepExecutions().forEach(StepExecution::setTerminateOnly);
    }

    private <T> T alone(String job, Supplier<T> action) {
        oneAtATime.lock();
        try {
            return CONTENTION.carryOut(() -> fence.within(job, action));
        } finally {
            oneAtATime.unlock();
        }
    }

    private Job job(String name) {
        return Optional.ofNullable(jobs.get(name))
                .orElseThrow(() -> new IllegalArgumentException(
                        "job: %s (expected: one of %s)".formatted(name, new TreeSet<>(jobs.keySet()))));
    }

    private JobExecution execution(long id) {
        return Objects.requireNonNull(repository.getJobExecution(id), "run");
    }

    private static Intervention refused(JobExecution execution, String expected) {
        return new Intervention.Refused(
                "run: %d is %s (expected: %s)".formatted(execution.getId(), execution.getStatus(), expected));
    }

    private Optional<JobExecution> underWay(RunRequest request) {
        return repository.findRunningJobExecutions(request.job()).stream()
                .filter(execution -> scope(execution).equals(request.scope()))
                .filter(execution -> options(execution).equals(request.options()))
                .filter(this::isAliveOrElseRecover)
                .findFirst();
    }

    private boolean isAliveOrElseRecover(JobExecution recorded) {
        long id = recorded.getId();
        if (signsOfLife.isAlive(id)) {
            return true;
        }
        var message = "no sign of life for %d s: its process died, or its end could not be recorded"
                .formatted(signsOfLife.silence(id).toSeconds());
        LOG.warn("run {}: {}", id, message);
        tables.addFailure(id, message);
        operator.recover(recorded);
        return false;
    }

    private long launch(Job job, String name, RunRequest request) {
        try {
            var execution = operator.start(job, parameters(name, request));
            signsOfLife.begin(execution);
            return execution.getId();
        } catch (JobExecutionException e) {
            throw new IllegalStateException("run of %s: not started".formatted(request.job()), e);
        }
    }

    private String newName(String job) {
        return "%s-%s-%s"
                .formatted(
                        job,
                        TIME.format(clock.instant()),
                        HexFormat.of()
                                .toHexDigits(ThreadLocalRandom.current().nextInt())
                                .substring(2));
    }

    private static JobParameters parameters(String name, RunRequest request) {
        var trigger = request.trigger();
        var parameters = new JobParametersBuilder()
                .addString(NAME, name)
                .addString("trigger", trigger.kind().name().toLowerCase(Locale.ROOT), false)
                .addString("by", trigger.by(), false);
        var namespace = request.scope().namespace();
        if (namespace != null) {
            parameters.addString("namespace", namespace.text(), false);
        }
        if (request.reason() != null) {
            parameters.addString("reason", request.reason(), false);
        }
        request.options().forEach((option, value) -> parameters.addString(OPTION + option, value, false));
        return parameters.toJobParameters();
    }

    private static RunScope scope(JobExecution execution) {
        return RunScope.of(execution.getJobParameters().getString("namespace"));
    }

    private static Map<String, String> options(JobExecution execution) {
        return execution.getJobParameters().parameters().stream()
                .filter(parameter -> parameter.name().startsWith(OPTION))
                .collect(Collectors.toMap(
                        parameter -> parameter.name().substring(OPTION.length()),
                        parameter -> parameter.value().toString()));
    }
}
