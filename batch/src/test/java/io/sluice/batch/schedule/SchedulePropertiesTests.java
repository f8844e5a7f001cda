package io.sluice.batch.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.batch.schedule.ScheduleProperties.Drain;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.CronTrigger;
import org.quartz.SimpleTrigger;
import org.quartz.TriggerBuilder;

class SchedulePropertiesTests {
    @Test
    void intervalWhenNothingIsGivenThenTenSeconds() {
        var drain = new Drain(null, null, null);
        assertThat(drain.interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(drain.zoneId()).isEqualTo(ZoneOffset.UTC);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "PT1S | 0 0 * * * ? | - | every and cron: PT1S and 0 0 * * * ? (expected: one of them)",
                "PT0S | - | - | every: PT0S (expected: at least 100ms)",
                "- | often | - | cron: often (expected: a Quartz cron expression, such as 0 0/5 * * * ?)",
                "- | - | Europe/Berlin | zone: Europe/Berlin (expected: only beside a cron)",
                "- | 0 0 * * * ? | Mars | zone: Mars (expected: a time zone, such as Europe/Berlin)",
            })
    void drainWhenNotAllowedThenToldWhatIs(
            @Nullable Duration every, @Nullable String cron, @Nullable String zone, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Drain(every, cron, zone))
                .withMessage("sluice.schedule.drain." + message);
    }

    @Test
    void scheduleWhenIntervalThenForEverAndMissedFiringsAreMadeUpForOnce() {
        var trigger = (SimpleTrigger) TriggerBuilder.newTrigger()
                .withSchedule(ScheduleConfiguration.schedule(new Drain(Duration.ofMillis(1500), null, null)))
                .build();
        assertThat(trigger.getRepeatInterval()).isEqualTo(1500);
        assertThat(trigger.getRepeatCount()).isEqualTo(SimpleTrigger.REPEAT_INDEFINITELY);
        assertThat(trigger.getMisfireInstruction())
                .isEqualTo(SimpleTrigger.MISFIRE_INSTRUCTION_RESCHEDULE_NOW_WITH_EXISTING_REPEAT_COUNT);
    }

    @Test
    void scheduleWhenCronThenInItsZoneAndMissedFiringsAreMadeUpForOnce() {
        var trigger = (CronTrigger) TriggerBuilder.newTrigger()
                .withSchedule(ScheduleConfiguration.schedule(new Drain(null, "0 0 3 * * ?", "Europe/Berlin")))
                .build();
        assertThat(trigger.getCronExpression()).isEqualTo("0 0 3 * * ?");
        assertThat(trigger.getTimeZone()).isEqualTo(TimeZone.getTimeZone("Europe/Berlin"));
        assertThat(trigger.getMisfireInstruction()).isEqualTo(CronTrigger.MISFIRE_INSTRUCTION_FIRE_ONCE_NOW);
    }
}
