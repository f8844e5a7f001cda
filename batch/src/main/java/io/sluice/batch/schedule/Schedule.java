package io.sluice.batch.schedule;

import io.sluice.batch.archive.DatabaseErrors;
import io.sluice.batch.archive.Transactions;
import io.sluice.batch.run.Misfires;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.Trigger.TriggerState;
import org.quartz.impl.matchers.GroupMatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * Which job starts when, on all nodes together. Thread-safe. Every method throws {@link
 * org.springframework.dao.DataAccessException} when the database is away or refuses.
 *
 * <p>Whatever changes more than one thing does it in a transaction, in which Quartz holds its lock: two nodes that start at
 * once do one after the other what each of them would do alone.
 */
public final class Schedule {
    private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);

    /** Clocks of nodes may differ by that much. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    private final Scheduler scheduler;
    private final Timetable timetable;
    private final Transactions transactions;
    private final Misfires misfires;
    private final Clock clock;

    Schedule(Scheduler scheduler, Timetable timetable, Transactions transactions, Misfires misfires, Clock clock) {
        this.scheduler = scheduler;
        this.timetable = timetable;
        this.transactions = transactions;
        this.misfires = misfires;
        this.clock = clock;
    }

    /** Whether a job starts by itself just now. */
    public enum State {
        /** For its next time. */
        WAITING,
        /** It has fired, and its run goes on. */
        RUNNING,
        /** An operator does not want it to. */
        PAUSED,
        /** Quartz could not fire it, and does not try again; resuming it, or a start of a node, mends that. */
        ERROR,
        /** It has no time at which it would. */
        NONE
    }

    /**
     * The schedule of a job.
     *
     * @param schedule in words, such as {@code every 10s} or {@code cron 0 0 3 * * ? Asia/Tokyo}; null for none
     * @param nextFireAt null for never
     * @param lastFireAt null if it has not, since it was scheduled so
     * @param misfires how often it was late
     * @param whenDirty how many waiting entries start it at once; null for any number
     * @param whenOlderThan how long an entry has to wait to start it at once; null for however long
     */
    public record Line(
            String job,
            @Nullable String schedule,
            State state,
            @Nullable Instant nextFireAt,
            @Nullable Instant lastFireAt,
            long misfires,
            @Nullable Long whenDirty,
            @Nullable Duration whenOlderThan) {}

    /** Something that Quartz is asked for. */
    private interface Question<T> {
        T ask() throws SchedulerException;
    }

    /** The names of the jobs, in order. */
    public Set<String> jobs() {
        return timetable.jobs();
    }

    /** Of every job, by name. */
    public List<Line> lines() {
        var counts = misfires.counts();
        return ask(() -> {
            var paused = scheduler.getPausedTriggerGroups();
            var lines = new ArrayList<Line>();
            for (var job : timetable.jobs()) {
                lines.add(line(job, paused, counts));
            }
            return lines;
        });
    }

    /**
     * Lets a job not start by itself any more, on whatever node, until it is resumed. A run that goes on does so.
     *
     * @return its schedule as it is then; empty if there is no such job
     */
    public Optional<Line> pause(String job) {
        return change(job, () -> {
            scheduler.pauseTriggers(GroupMatcher.triggerGroupEquals(job));
            return job;
        });
    }

    /**
     * Lets a job start by itself again. If it missed a time meanwhile it starts at once.
     *
     * @return its schedule as it is then; empty if there is no such job
     */
    public Optional<Line> resume(String job) {
        return change(job, () -> {
            scheduler.resumeTriggers(GroupMatcher.triggerGroupEquals(job));
            scheduler.resetTriggerFromErrorState(Timetable.triggerKey(job));
            return job;
        });
    }

    /** Brings what is stored to what is configured; what is the same keeps its times, and what is paused stays so. */
    void adopt() {
        transactions.carryOut(() -> ask(() -> {
            // Takes Quartz' lock, if only for a moment when there is nothing to change.
            for (var job : timetable.jobs()) {
                scheduler.addJob(detail(job), true);
            }
            dropOthers();
            for (var job : timetable.jobs()) {
                adopt(job);
            }
            return timetable;
        }));
    }

    /** Whether an operator does not want a job to start by itself. */
    boolean isPaused(String job) {
        return ask(() -> scheduler.getPausedTriggerGroups().contains(job));
    }

    /**
     * Puts right what a clock has spoilt that was ahead: a trigger that fired by it is due again only when all clocks have
     * come that far.
     */
    void mend() {
        for (var job : timetable.jobs()) {
            if (isTooFarOff(job)) {
                transactions.carryOut(() -> ask(() -> {
                    var trigger = timetable.trigger(job);
                    if (trigger != null) {
                        scheduler.rescheduleJob(Timetable.triggerKey(job), trigger);
                    }
                    return job;
                }));
                LOG.warn("schedule of {}: was due later than it may be, so a clock was ahead; is due by this one", job);
            }
        }
    }

    private boolean isTooFarOff(String job) {
        return ask(() -> {
            var stored = scheduler.getTrigger(Timetable.triggerKey(job));
            if (stored == null || stored.getNextFireTime() == null) {
                return false;
            }
            var latest = Timetable.latest(stored, clock.instant());
            return latest != null
                    && stored.getNextFireTime().toInstant().isAfter(latest.plus(SLACK))
                    && scheduler.getTriggerState(stored.getKey()) == TriggerState.NORMAL;
        });
    }

    private void dropOthers() throws SchedulerException {
        for (var key : scheduler.getJobKeys(GroupMatcher.anyJobGroup())) {
            if (timetable.jobs().stream().map(Timetable::jobKey).noneMatch(key::equals)) {
                scheduler.deleteJob(key);
                LOG.info("schedule: {} is no job any more", key.getName());
            }
        }
    }

    private void adopt(String job) throws SchedulerException {
        var wanted = timetable.trigger(job);
        var kept = false;
        for (var stored : scheduler.getTriggersOfJob(Timetable.jobKey(job))) {
            var isOwn = stored.getKey().equals(Timetable.triggerKey(job));
            if (isOwn && wanted != null && Timetable.isSame(stored, wanted)) {
                kept = true;
                scheduler.resetTriggerFromErrorState(stored.getKey());
            } else if (isOwn || !isOfQuartz(stored)) {
                scheduler.unscheduleJob(stored.getKey());
                LOG.info("schedule of {}: no longer {}", job, Timetable.text(stored));
            }
        }
        if (wanted != null && !kept) {
            scheduler.scheduleJob(wanted);
            LOG.info("schedule of {}: {}", job, Timetable.text(wanted));
        }
    }

    /** A node that died is being made up for. */
    private static boolean isOfQuartz(Trigger trigger) {
        return trigger.getKey().getGroup().equals(Scheduler.DEFAULT_RECOVERY_GROUP);
    }

    private static JobDetail detail(String job) {
        return JobBuilder.newJob(ScheduledRun.class)
                .withIdentity(Timetable.jobKey(job))
                .storeDurably()
                .requestRecovery()
                .build();
    }

    private Optional<Line> change(String job, Question<String> change) {
        if (!timetable.jobs().contains(job)) {
            return Optional.empty();
        }
        transactions.carryOut(() -> ask(change));
        var counts = misfires.counts();
        return Optional.of(ask(() -> line(job, scheduler.getPausedTriggerGroups(), counts)));
    }

    private Line line(String job, Set<String> paused, Map<String, Long> misfired) throws SchedulerException {
        var stored = scheduler.getTrigger(Timetable.triggerKey(job));
        var timing = timetable.timing(job);
        return new Line(
                job,
                stored == null ? null : Timetable.text(stored),
                paused.contains(job) ? State.PAUSED : state(scheduler.getTriggerState(Timetable.triggerKey(job))),
                stored == null ? null : instant(stored.getNextFireTime()),
                stored == null ? null : instant(stored.getPreviousFireTime()),
                misfired.getOrDefault(job, 0L),
                timing.enabled() ? timing.whenDirty() : null,
                timing.enabled() ? timing.whenOlderThan() : null);
    }

    private static State state(TriggerState state) {
        return switch (state) {
            case NORMAL -> State.WAITING;
            case BLOCKED -> State.RUNNING;
            case PAUSED -> State.PAUSED;
            case ERROR -> State.ERROR;
            case NONE, COMPLETE -> State.NONE;
        };
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }

    private static <T> T ask(Question<T> question) {
        try {
            return question.ask();
        } catch (SchedulerException e) {
            if (DatabaseErrors.find(e) == null) {
                throw new IllegalStateException("schedule: not as expected", e);
            }
            throw new DataAccessResourceFailureException("schedule: database not reachable, or it refuses", e);
        }
    }
}
