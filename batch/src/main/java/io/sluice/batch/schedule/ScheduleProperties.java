package io.sluice.batch.schedule;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When runs start by themselves.
 *
 * @param drain when the drain does
 */
@ConfigurationProperties("sluice.schedule")
record ScheduleProperties(@DefaultValue Drain drain) {
    /**
     * When the drain starts: at an interval, or as a Quartz cron expression says. Not both.
     *
     * @param every the interval; 10 seconds if neither is given
     * @param cron the expression, such as {@code 0 0/5 * * * ?}
     * @param zone in which the expression is read; UTC if not given
     */
    record Drain(
            @Nullable Duration every,
            @Nullable String cron,
            @Nullable String zone) {
        private static final Duration DEFAULT = Duration.ofSeconds(10);
        private static final Duration SHORTEST = Duration.ofMillis(100);

        Drain {
            if (every != null && cron != null) {
                throw refused("every and cron", every + " and " + cron, "one of them");
            }
            if (every != null && every.compareTo(SHORTEST) < 0) {
                throw refused("every", every.toString(), "at least 100ms");
            }
            if (cron != null && !CronExpression.isValidExpression(cron)) {
                throw refused("cron", cron, "a Quartz cron expression, such as 0 0/5 * * * ?");
            }
            if (zone != null && cron == null) {
                throw refused("zone", zone, "only beside a cron");
            }
            if (zone != null && !isZone(zone)) {
                throw refused("zone", zone, "a time zone, such as Europe/Berlin");
            }
        }

        Duration interval() {
            return every == null ? DEFAULT : every;
        }

        ZoneId zoneId() {
            return zone == null ? ZoneOffset.UTC : ZoneId.of(zone);
        }

        private static boolean isZone(String zone) {
            try {
                ZoneId.of(zone);
                return true;
            } catch (DateTimeException e) {
                return false;
            }
        }

        private static IllegalArgumentException refused(String what, String given, String expected) {
            return new IllegalArgumentException(
                    "sluice.schedule.drain.%s: %s (expected: %s)".formatted(what, given, expected));
        }
    }
}
