package io.sluice.batch.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.setting.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportTests {
    private static final String METRICS = """
            # TYPE sluice_replica_apply_seconds histogram
            sluice_replica_apply_seconds_bucket{namespace="shop",le="0.001"} 9
            sluice_replica_apply_seconds_bucket{namespace="spring-boot",le="0.001"} 5
            sluice_replica_apply_seconds_bucket{namespace="spring-boot",le="0.0125"} 8
            sluice_replica_apply_seconds_bucket{namespace="spring-boot",le="0.05"} 15
            sluice_replica_apply_seconds_bucket{namespace="spring-boot",le="+Inf"} 15
            sluice_replica_apply_seconds_count{namespace="spring-boot"} 15
            """;

    @Test
    void quantileWhenItIsMeasuredThenThatOfTheNamespace() {
        var namespace = new Namespace("spring-boot");

        assertThat(ApplyTimes.quantile(METRICS, namespace, 0.3)).hasValue(0.001);
        assertThat(ApplyTimes.quantile(METRICS, namespace, 0.5)).hasValue(0.0125);
        assertThat(ApplyTimes.quantile(METRICS, namespace, 0.99)).hasValue(0.05);
    }

    @Test
    void quantileWhenItIsNotMeasuredThenNone() {
        assertThat(ApplyTimes.quantile(METRICS, new Namespace("other"), 0.5)).isEmpty();
        assertThat(ApplyTimes.quantile(
                        "sluice_replica_apply_seconds_bucket{namespace=\"other\",le=\"+Inf\"} 0\n",
                        new Namespace("other"),
                        0.5))
                .isEmpty();
    }

    @Test
    void rateWhenRowsWereDrainedThenRowsOverTheTimeOfTheRuns() {
        assertThat(Report.rate(List.of(run(1000, 400), run(430, 100))))
                .isEqualTo("2,860 rows/s (1,430 rows in 2 runs, 0.50 s)");
    }

    @Test
    void rateWhenNothingWasDrainedThenNoNumber() {
        assertThat(Report.rate(List.of())).isEqualTo("nothing was waiting");
    }

    @Test
    void drainWhenItFailedThenTheFirstLineOfTheReasonIsTold() {
        var start = Instant.parse("2026-01-02T03:04:05Z");
        var run =
                new Runs.Run("7", "failed", "operator ann", start, start.plusMillis(1500), 3, 2, 1, 0, 4, "gone\nat x");

        assertThat(Report.drain(run))
                .endsWith(" drain 7 by operator ann failed in 1.50 s: read 3, written 2, superseded 1, quarantined 0,"
                        + " history 4; gone");
    }

    private static Runs.Run run(long written, long millis) {
        var start = Instant.parse("2026-01-02T03:04:05Z");
        return new Runs.Run(
                "1", "completed", "schedule", start, start.plusMillis(millis), written, written, 0, 0, written, "");
    }

    @Test
    void toTryWhenOnTheUsualPortsThenAreTheLinesOfTheReadme() throws IOException {
        assertThat(Files.readString(Path.of("..", "README.md")))
                .contains(String.join("\n", Report.toTry("http://127.0.0.1:8080", "http://127.0.0.1:8081")));
    }
}
