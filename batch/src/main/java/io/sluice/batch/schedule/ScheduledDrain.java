package io.sluice.batch.schedule;

import io.sluice.batch.run.Admission;
import io.sluice.batch.run.RunRequest;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Runs;
import io.sluice.batch.run.Trigger;
import io.sluice.store.Backlog;
import java.time.Duration;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.SchedulerException;

/**
 * One firing of the schedule: drains all namespaces, if there is anything to drain. It lasts as long as its run, so that
 * the next one waits. What it cannot do now, the next firing does.
 */
@DisallowConcurrentExecution
final class ScheduledDrain implements Job {
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Backlog backlog;
    private final Runs runs;
    private final FiringJournal journal;

    ScheduledDrain(Backlog backlog, Runs runs, FiringJournal journal) {
        this.backlog = backlog;
        this.runs = runs;
        this.journal = journal;
    }

    @Override
    public void execute(JobExecutionContext firing) throws JobExecutionException {
        try {
            if (isWorkWaiting()) {
                drain(firing.getScheduler().getSchedulerInstanceId());
            }
            journal.succeeded();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JobExecutionException("drain: interrupted", e);
        } catch (SchedulerException | RuntimeException e) {
            journal.failed(e);
            throw new JobExecutionException("drain: not carried out", e);
        }
    }

    private boolean isWorkWaiting() {
        return backlog.namespaces().stream()
                .anyMatch(namespace -> !backlog.state(namespace).isEmpty());
    }

    private void drain(String node) throws InterruptedException {
        var trigger = new Trigger(Trigger.Kind.SCHEDULE, node);
        var admission = runs.start(new RunRequest("drain", RunScope.ALL, trigger));
        if (admission instanceof Admission.Started started) {
            runs.await(started.run(), LONGEST);
        }
    }
}
