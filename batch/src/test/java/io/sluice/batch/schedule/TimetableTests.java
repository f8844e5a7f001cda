package io.sluice.batch.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.CronTrigger;
import org.quartz.SimpleTrigger;
import org.quartz.Trigger;

class TimetableTests {
    private static final Set<String> JOBS = Set.of("drain", "verify", "restore", "compact", "purge");

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "drain | every 10s",
                "verify | -",
                "restore | -",
                "compact | cron 0 30 3 * * ? UTC",
                "purge | cron 0 45 3 * * ? UTC",
            })
    void triggerWhenNothingIsConfiguredThenAsDocumented(String job, @Nullable String schedule) {
        assertThat(text(new Timetable(JOBS, Map.of()).trigger(job))).isEqualTo(schedule);
    }

    @Test
    void triggerWhenOnlyThresholdsAreConfiguredThenTheUsualTimeBesides() {
        var timetable = new Timetable(JOBS, Map.of("drain", new Timing(true, null, null, null, 5L, null)));
        assertThat(text(timetable.trigger("drain"))).isEqualTo("every 10s");
        assertThat(timetable.timing("drain").whenDirty()).isEqualTo(5);
    }

    @Test
    void triggerWhenNotEnabledThenNone() {
        var timetable = new Timetable(JOBS, Map.of("drain", new Timing(false, null, null, null, null, null)));
        assertThat(timetable.trigger("drain")).isNull();
    }

    @Test
    void timetableWhenThereIsNoSuchJobThenTold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Timetable(Set.of("drain", "purge"), Map.of("brew", Timing.none())))
                .withMessage("sluice.schedule.brew: no such job (expected: one of [drain, purge])");
    }

    @Test
    void triggerWhenIntervalThenForEverAndMissedFiringsAreMadeUpForOnce() {
        var trigger = (SimpleTrigger) trigger(Timing.every(Duration.ofMillis(1500)));
        assertThat(trigger.getRepeatInterval()).isEqualTo(1500);
        assertThat(trigger.getRepeatCount()).isEqualTo(SimpleTrigger.REPEAT_INDEFINITELY);
        assertThat(trigger.getMisfireInstruction())
                .isEqualTo(SimpleTrigger.MISFIRE_INSTRUCTION_RESCHEDULE_NOW_WITH_EXISTING_REPEAT_COUNT);
        assertThat(Timetable.text(trigger)).isEqualTo("every 1500ms");
    }

    @Test
    void triggerWhenCronThenInItsZoneAndMissedFiringsAreMadeUpForOnce() {
        var trigger = (CronTrigger) trigger(cron("0 0 3 * * ?", "Europe/Berlin"));
        assertThat(trigger.getMisfireInstruction()).isEqualTo(CronTrigger.MISFIRE_INSTRUCTION_FIRE_ONCE_NOW);
        assertThat(Timetable.text(trigger)).isEqualTo("cron 0 0 3 * * ? Europe/Berlin");
    }

    @ParameterizedTest
    @CsvSource({"PT90S, 90s", "PT2M, 2m", "PT36H, 36h", "PT0.1S, 100ms", "PT61M, 61m"})
    void textWhenADurationThenInItsLargestUnit(Duration time, String text) {
        assertThat(Timetable.text(time)).isEqualTo(text);
    }

    @Test
    void isSameWhenAnythingDiffersThenNot() {
        var daily = trigger(cron("0 0 3 * * ?", null));
        assertThat(Timetable.isSame(daily, trigger(cron("0 0 3 * * ?", "UTC")))).isTrue();
        assertThat(Timetable.isSame(daily, trigger(cron("0 0 4 * * ?", null)))).isFalse();
        assertThat(Timetable.isSame(daily, trigger(cron("0 0 3 * * ?", "Asia/Tokyo"))))
                .isFalse();
        assertThat(Timetable.isSame(daily, trigger(Timing.every(Duration.ofDays(1)))))
                .isFalse();
    }

    /** Clocks go from 2:00 to 3:00 on 28 March 2027, and from 3:00 to 2:00 on 31 October. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // A time that does not exist that day is left out.
                "0 30 2 * * ? | 2027-03-27 | 03-27 02:30+01:00, 03-29 02:30+02:00, 03-30 02:30+02:00",
                // Of a time that there is twice, the second one counts.
                "0 30 2 * * ? | 2027-10-30 | 10-30 02:30+02:00, 10-31 02:30+01:00, 11-01 02:30+01:00",
                // So do those that are repeated: nothing is left out in spring, and an hour in autumn.
                "0 0 * * * ? | 2027-03-28 | 03-28 00:00+01:00, 03-28 01:00+01:00, 03-28 03:00+02:00, 03-28 04:00+02:00",
                "0 0 * * * ? | 2027-10-31 | 10-31 00:00+02:00, 10-31 01:00+02:00, 10-31 02:00+01:00, 10-31 03:00+01:00",
                "0 0/30 * * * ? | 2027-10-31 | 10-31 00:00+02:00, 10-31 00:30+02:00, 10-31 01:00+02:00, 10-31 01:30+02:00, 10-31 02:00+01:00, 10-31 02:30+01:00, 10-31 03:00+01:00",
                // A day that there is every fourth year.
                "0 0 3 29 2 ? | 2027-01-01 | 02-29 03:00+01:00",
                "0 0 3 L * ? | 2028-02-01 | 02-29 03:00+01:00, 03-31 03:00+02:00",
            })
    void cronWhenClocksAreChangedThenAsDocumented(String cron, String from, String times) {
        var zone = ZoneId.of("Europe/Berlin");
        var trigger = trigger(cron(cron, zone.getId()));
        var format = DateTimeFormatter.ofPattern("MM-dd HH:mmxxx").withZone(zone);
        var expected = times.split(", ");
        var at = java.time.LocalDate.parse(from).atStartOfDay(zone).toInstant().minusSeconds(1);
        var found = new ArrayList<String>();
        while (found.size() < expected.length) {
            at = Objects.requireNonNull(trigger.getFireTimeAfter(Date.from(at))).toInstant();
            found.add(format.format(at));
        }
        assertThat(found).isEqualTo(List.of(expected));
    }

    @Test
    void cronWhenInUtcThenClocksThatAreChangedDoNotMatter() {
        var trigger = trigger(cron("0 30 2 * * ?", null));
        assertThat(trigger.getFireTimeAfter(Date.from(Instant.parse("2027-03-28T00:00:00Z"))))
                .isEqualTo(Instant.parse("2027-03-28T02:30:00Z"));
        assertThat(trigger.getFireTimeAfter(Date.from(Instant.parse("2027-10-31T02:30:00Z"))))
                .isEqualTo(Instant.parse("2027-11-01T02:30:00Z"));
    }

    @Test
    void latestWhenATriggerIsDueThenOneIntervalOrTheNextTimeOfTheCron() {
        var now = Instant.parse("2027-03-28T00:00:00Z");
        assertThat(Timetable.latest(trigger(Timing.every(Duration.ofSeconds(10))), now))
                .isEqualTo(now.plusSeconds(10));
        assertThat(Timetable.latest(trigger(cron("0 30 2 * * ?", null)), now))
                .isEqualTo(Instant.parse("2027-03-28T02:30:00Z"));
        assertThat(Timetable.latest(trigger(cron("0 30 2 * * ? 2027", null)), Instant.parse("2028-01-01T00:00:00Z")))
                .isNull();
    }

    private static Timing cron(String cron, @Nullable String zone) {
        return new Timing(true, null, cron, zone, null, null);
    }

    private static Trigger trigger(Timing timing) {
        return Objects.requireNonNull(new Timetable(JOBS, Map.of("drain", timing)).trigger("drain"));
    }

    private static @Nullable String text(@Nullable Trigger trigger) {
        return trigger == null ? null : Timetable.text(trigger);
    }
}
