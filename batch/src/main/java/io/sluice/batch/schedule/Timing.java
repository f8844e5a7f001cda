package io.sluice.batch.schedule;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When a job starts by itself: at an interval, or as a Quartz cron expression says, not both; and, of the drain, as soon as
 * enough is waiting.
 *
 * @param enabled whether the job starts by itself
 * @param every the interval at which it starts; at least {@code 100ms}. With neither this nor a cron, the drain starts every
 *     {@code 10s}
 * @param cron the Quartz cron expression by which it starts, in the place of an interval, such as {@code 0 0/5 * * * ?}. With
 *     neither, compact starts by {@code 0 30 3 * * ?}, purge by {@code 0 45 3 * * ?}, and no other job by time
 * @param zone the time zone in which the expression is read; {@code UTC} if not given
 * @param whenDirty only of the drain: it starts at once when so many entries are waiting, whatever its time; at least 1
 * @param whenOlderThan only of the drain: it starts at once when an entry has been waiting for so long; at least {@code 1s}
 */
@ConfigurationPropertiesSource
record Timing(
        @DefaultValue("true") boolean enabled,
        @Nullable Duration every,
        @Nullable String cron,
        @Nullable String zone,
        @Nullable Long whenDirty,
        @Nullable Duration whenOlderThan) {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    /** Nothing but that, in UTC. */
    static Timing cron(String cron) {
        return new Timing(true, null, cron, null, null, null);
    }

    /** Nothing but that. */
    static Timing every(Duration every) {
        return new Timing(true, every, null, null, null, null);
    }

    /** Neither by time nor by need. */
    static Timing none() {
        return new Timing(true, null, null, null, null, null);
    }

    /** This, and where it says no time, the time of another one. */
    Timing orElse(Timing other) {
        return every != null || cron != null
                ? this
                : new Timing(enabled, other.every, other.cron, other.zone, whenDirty, whenOlderThan);
    }

    /**
     * Demands that it makes sense.
     *
     * @param job whose it is
     * @throws IllegalArgumentException naming the property
     */
    void require(String job) {
        var prefix = "sluice.schedule.%s.".formatted(job);
        if (every != null && cron != null) {
            throw refused(prefix + "every and cron", every + " and " + cron, "one of them");
        }
        if (every != null && every.compareTo(SHORTEST) < 0) {
            throw refused(prefix + "every", every, "at least 100ms");
        }
        if (cron != null && !CronExpression.isValidExpression(cron)) {
            throw refused(prefix + "cron", cron, "a Quartz cron expression, such as 0 0/5 * * * ?");
        }
        if (zone != null && cron == null) {
            throw refused(prefix + "zone", zone, "only beside a cron");
        }
        if (zone != null && !isZone(zone)) {
            throw refused(prefix + "zone", zone, "a time zone, such as Europe/Berlin");
        }
        requireThresholds(job, prefix);
    }

    private void requireThresholds(String job, String prefix) {
        if (whenDirty != null && whenDirty < 1) {
            throw refused(prefix + "when-dirty", whenDirty, "at least 1");
        }
        if (whenOlderThan != null && whenOlderThan.compareTo(SHORTEST_WAIT) < 0) {
            throw refused(prefix + "when-older-than", whenOlderThan, "at least 1s");
        }
        if ((whenDirty != null || whenOlderThan != null) && !job.equals(Timetable.DRAIN)) {
            throw refused(
                    prefix + (whenDirty != null ? "when-dirty" : "when-older-than"),
                    whenDirty != null ? whenDirty : String.valueOf(whenOlderThan),
                    "only with the drain");
        }
    }

    private static boolean isZone(String zone) {
        try {
            ZoneId.of(zone);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static IllegalArgumentException refused(String what, Object given, String expected) {
        return new IllegalArgumentException("%s: %s (expected: %s)".formatted(what, given, expected));
    }
}
