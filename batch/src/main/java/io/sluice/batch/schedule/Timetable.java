package io.sluice.batch.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.JobKey;
import org.quartz.ScheduleBuilder;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.SimpleTrigger;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;

/**
 * Which job starts when, as configured. Each job has one trigger at most, in a group of its own: Quartz remembers that a
 * group is paused whatever becomes of the triggers in it. Immutable.
 */
final class Timetable {
    static final String DRAIN = "drain";

    private static final String GROUP = "sluice";
    private static final String UTC = "UTC";
    private static final Map<String, Timing> DEFAULTS = Map.of(
            DRAIN,
            Timing.every(Duration.ofSeconds(10)),
            "compact",
            Timing.cron("0 30 3 * * ?"),
            "purge",
            Timing.cron("0 45 3 * * ?"));

    private final Set<String> jobs;
    private final Map<String, Timing> configured;

    /**
     * Adds what is not configured.
     *
     * @param jobs the names of those that there are
     * @param configured by job
     * @throws IllegalArgumentException if there is no such job
     */
    Timetable(Set<String> jobs, Map<String, Timing> configured) {
        this.jobs = new TreeSet<>(jobs);
        this.configured = Map.copyOf(configured);
        for (var job : configured.keySet()) {
            if (!jobs.contains(job)) {
                throw new IllegalArgumentException(
                        "sluice.schedule.%s: no such job (expected: one of %s)".formatted(job, this.jobs));
            }
        }
    }

    Set<String> jobs() {
        return jobs;
    }

    Timing timing(String job) {
        return configured.getOrDefault(job, Timing.none()).orElse(DEFAULTS.getOrDefault(job, Timing.none()));
    }

    static JobKey jobKey(String job) {
        return JobKey.jobKey(job, GROUP);
    }

    static TriggerKey triggerKey(String job) {
        return TriggerKey.triggerKey(job, job);
    }

    /** The trigger as it is configured, beginning now; null if the job does not start by time. */
    @Nullable
    Trigger trigger(String job) {
        var schedule = schedule(timing(job));
        return schedule == null
                ? null
                : TriggerBuilder.newTrigger()
                        .withIdentity(triggerKey(job))
                        .forJob(jobKey(job))
                        .withSchedule(schedule)
                        .build();
    }

    /** What was missed is made up for by one firing, at once. */
    private static @Nullable ScheduleBuilder<?> schedule(Timing timing) {
        if (!timing.enabled()) {
            return null;
        }
        if (timing.cron() != null) {
            var zone = timing.zone() == null ? UTC : timing.zone();
            return CronScheduleBuilder.cronSchedule(timing.cron())
                    .inTimeZone(TimeZone.getTimeZone(zone))
                    .withMisfireHandlingInstructionFireAndProceed();
        }
        return timing.every() == null
                ? null
                : SimpleScheduleBuilder.simpleSchedule()
                        .withIntervalInMilliseconds(timing.every().toMillis())
                        .repeatForever()
                        .withMisfireHandlingInstructionNowWithExistingCount();
    }

    /** Whether one may stay in the place of the other. */
    static boolean isSame(Trigger one, Trigger other) {
        return text(one).equals(text(other)) && one.getMisfireInstruction() == other.getMisfireInstruction();
    }

    /** In words: {@code every 10s}, {@code cron 0 0 3 * * ? Asia/Tokyo}. */
    static String text(Trigger trigger) {
        if (trigger instanceof CronTrigger cron) {
            return "cron %s %s"
                    .formatted(cron.getCronExpression(), cron.getTimeZone().getID());
        }
        return trigger instanceof SimpleTrigger simple
                ? "every " + text(Duration.ofMillis(simple.getRepeatInterval()))
                : trigger.getClass().getSimpleName();
    }

    /** In the largest unit of which it is a whole number. */
    static String text(Duration time) {
        if (time.toMillisPart() != 0) {
            return time.toMillis() + "ms";
        }
        if (time.toSecondsPart() != 0) {
            return time.toSeconds() + "s";
        }
        return time.toMinutesPart() != 0 ? time.toMinutes() + "m" : time.toHours() + "h";
    }

    /** The latest moment at which a trigger of that kind may be due next; null for never again. */
    static @Nullable Instant latest(Trigger trigger, Instant now) {
        if (trigger instanceof SimpleTrigger simple) {
            return now.plusMillis(simple.getRepeatInterval());
        }
        var next = trigger.getFireTimeAfter(Date.from(now));
        return next == null ? null : next.toInstant();
    }
}
