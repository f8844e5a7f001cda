package io.sluice.batch.schedule;

import io.sluice.batch.run.Admission;
import io.sluice.batch.run.Damage;
import io.sluice.batch.run.RunRequest;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Runs;
import io.sluice.batch.run.Trigger;
import io.sluice.setting.Namespace;
import io.sluice.store.Backlog;
import io.sluice.store.StoreException;
import java.time.Duration;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One firing of the schedule: a run for all namespaces of the job that it is named after; of the drain only if there is
 * anything to drain. It lasts as long as its run, so that the next one waits, and so that Quartz lets another node fire in
 * its place when this one dies. What it cannot do now, the next firing does.
 */
@DisallowConcurrentExecution
final class ScheduledRun implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduledRun.class);
    private static final Duration LONGEST = Duration.ofHours(24);
    /** A dead run is known as one before this is over. */
    private static final int LOOKS = 30;

    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Backlog backlog;
    private final Runs runs;
    private final FiringJournal journal;

    ScheduledRun(Backlog backlog, Runs runs, FiringJournal journal) {
        this.backlog = backlog;
        this.runs = runs;
        this.journal = journal;
    }

    @Override
    public void execute(JobExecutionContext firing) throws JobExecutionException {
        var job = firing.getJobDetail().getKey().getName();
        try {
            if (!job.equals(Timetable.DRAIN) || isWorkWaiting()) {
                run(job, firing);
            }
            journal.succeeded(job);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JobExecutionException(job + ": interrupted", e);
        } catch (RuntimeException e) {
            journal.failed(job, e);
            throw new JobExecutionException(job + ": not carried out", e);
        }
    }

    private boolean isWorkWaiting() {
        return backlog.namespaces().stream().anyMatch(this::isWorkWaiting);
    }

    /** In one that is damaged there may be: the run will say what is wrong with it. */
    private boolean isWorkWaiting(Namespace namespace) {
        try {
            return !backlog.state(namespace).isEmpty();
        } catch (StoreException e) {
            LOG.debug("drain: {}", Damage.of(namespace, e));
            return true;
        }
    }

    private void run(String job, JobExecutionContext firing) throws InterruptedException {
        var trigger = new Trigger(Trigger.Kind.SCHEDULE, runs.node());
        var request = new RunRequest(job, RunScope.ALL, trigger);
        var admission = runs.start(request);
        // The run of the node that died counts as under way until it has been silent for long enough.
        for (int look = 0; firing.isRecovering() && admission instanceof Admission.Joined && look < LOOKS; look++) {
            if (!runs.await(admission.run(), LOOK).isRunning()) {
                return;
            }
            admission = runs.start(request);
        }
        if (admission instanceof Admission.Started) {
            runs.await(admission.run(), LONGEST);
        }
    }
}
