package io.sluice.batch.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SchedulePropertiesTests {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "drain.every=1s drain.cron=0_0_*_*_*_? | drain.every and cron: PT1S and 0 0 * * * ? (expected: one of them)",
                "drain.every=0s | drain.every: PT0S (expected: at least 100ms)",
                "verify.cron=often | verify.cron: often (expected: a Quartz cron expression, such as 0 0/5 * * * ?)",
                "drain.zone=Europe/Berlin | drain.zone: Europe/Berlin (expected: only beside a cron)",
                "drain.cron=0_0_*_*_*_? drain.zone=Mars | drain.zone: Mars (expected: a time zone, such as Europe/Berlin)",
                "drain.when-dirty=0 | drain.when-dirty: 0 (expected: at least 1)",
                "drain.when-older-than=10ms | drain.when-older-than: PT0.01S (expected: at least 1s)",
                "verify.when-dirty=5 | verify.when-dirty: 5 (expected: only with the drain)",
                "purge.when-older-than=5s | purge.when-older-than: PT5S (expected: only with the drain)",
            })
    void propertiesWhenNotAllowedThenToldWhichAndWhatIs(String given, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ScheduleProperties(bound(given).schedule()))
                .withMessage("sluice.schedule." + message);
    }

    @Test
    void propertiesWhenAllowedThenByJob() {
        var schedule = bound(
                        "drain.every=5s drain.when-dirty=1000 drain.when-older-than=30s verify.cron=0_0_4_*_*_? verify.zone=Asia/Tokyo compact.enabled=false")
                .schedule();
        assertThat(schedule)
                .isEqualTo(Map.of(
                        "drain",
                        new Timing(true, Duration.ofSeconds(5), null, null, 1000L, Duration.ofSeconds(30)),
                        "verify",
                        new Timing(true, null, "0 0 4 * * ?", "Asia/Tokyo", null, null),
                        "compact",
                        new Timing(false, null, null, null, null, null)));
    }

    @Test
    void propertiesWhenNothingIsGivenThenEmpty() {
        assertThat(bound("").schedule()).isEmpty();
    }

    /** Binds {@code job.name=value}, where an underscore stands for a blank. */
    private static ScheduleProperties bound(String given) {
        var source = new MapConfigurationPropertySource();
        for (var property : given.split(" ", -1)) {
            if (!property.isEmpty()) {
                var pair = property.split("=", 2);
                source.put("sluice.schedule." + pair[0], pair[1].replace('_', ' '));
            }
        }
        try {
            return new Binder(source).bindOrCreate("sluice", ScheduleProperties.class);
        } catch (org.springframework.boot.context.properties.bind.BindException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw cause instanceof IllegalArgumentException refused ? refused : e;
        }
    }
}
