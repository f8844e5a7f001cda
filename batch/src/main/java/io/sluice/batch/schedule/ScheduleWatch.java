package io.sluice.batch.schedule;

import io.sluice.batch.backlog.BacklogWatch;
import io.sluice.batch.run.DaemonThread;
import io.sluice.batch.run.Failures;
import io.sluice.batch.run.RunRequest;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Runs;
import io.sluice.batch.run.Trigger;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Watches, on every node, what Quartz does not: once a second whether enough is waiting for a drain to start before its
 * time, and every few seconds whether a clock has put a trigger off. Several nodes may start the same drain: the others
 * join. Thread-safe.
 */
final class ScheduleWatch implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduleWatch.class);

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration MEND_EVERY = Duration.ofSeconds(5);

    private final Schedule schedule;
    private final BacklogWatch backlog;
    private final Runs runs;
    private final Threshold threshold;
    private final Clock clock;
    private final FiringJournal journal;
    private volatile @Nullable ScheduledExecutorService thread;

    ScheduleWatch(
            Schedule schedule,
            BacklogWatch backlog,
            Runs runs,
            Threshold threshold,
            FiringJournal journal,
            Clock clock) {
        this.schedule = schedule;
        this.backlog = backlog;
        this.runs = runs;
        this.threshold = threshold;
        this.journal = journal;
        this.clock = clock;
    }

    @Override
    public void start() {
        var started = DaemonThread.scheduled("sluice-schedule");
        if (threshold.isSet()) {
            every(started, EVERY, this::startIfDue);
        }
        every(started, MEND_EVERY, schedule::mend);
        thread = started;
    }

    private static void every(ScheduledExecutorService thread, Duration time, Runnable task) {
        Runnable tolerant = () -> {
            try {
                task.run();
            } catch (DataAccessException | TransactionException e) {
                LOG.debug("schedule: database away, tried again; {}", Failures.causes(e));
            } catch (RuntimeException e) {
                LOG.warn("schedule: tried again; {}", Failures.causes(e));
            }
        };
        var unused = thread.scheduleWithFixedDelay(tolerant, time.toMillis(), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void startIfDue() {
        var look = backlog.last();
        if (look.isEmpty() || !threshold.isDue(look.get(), clock.instant()) || schedule.isPaused(Timetable.DRAIN)) {
            return;
        }
        try {
            var trigger = new Trigger(Trigger.Kind.WATCH, runs.node());
            runs.start(new RunRequest(Timetable.DRAIN, RunScope.ALL, trigger));
            journal.succeeded(Timetable.DRAIN);
        } catch (DataAccessException | TransactionException e) {
            journal.failed(Timetable.DRAIN, e);
        }
        threshold.started(clock.instant());
    }

    @Override
    public void stop() {
        var running = thread;
        if (running != null) {
            running.shutdownNow();
            thread = null;
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** As the scheduler's: what runs is stopped after those who start it. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
