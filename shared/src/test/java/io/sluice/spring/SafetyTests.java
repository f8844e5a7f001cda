package io.sluice.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.check.Check.Outcome;
import io.sluice.check.Checks;
import io.sluice.check.HandChecker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

/** What health and gauges make of the checks. */
class SafetyTests {
    private final HandChecker redis = new HandChecker("redis.eviction");
    private final HandChecker database = new HandChecker("mysql.flush");
    private final Checks checks = new Checks(List.of(redis, database));
    private final SafetyHealth health = new SafetyHealth(checks);
    private final MeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void bind() {
        new CheckMeters(checks).bindTo(registry);
        await().until(() -> checks.last().stream().noneMatch(check -> check.outcome() == Outcome.UNKNOWN));
    }

    @AfterEach
    void close() {
        checks.close();
    }

    @Test
    void healthWhenAllIsOkThenUpWithEachCheck() {
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        assertThat(health.health().getDetails())
                .containsEntry("redis.eviction", Map.of("outcome", "ok", "found", "good", "expected", "good"))
                .containsKey("mysql.flush")
                .doesNotContainKey("reasons");
    }

    @Test
    void healthWhenOneWarnsThenDegradedAndSaysWhy() {
        redis.find(Outcome.WARNING);
        database.goAway();
        checks.look();
        assertThat(health.health().getStatus()).isEqualTo(SafetyHealth.DEGRADED);
        assertThat(health.health().getDetails())
                .containsEntry("reasons", List.of("redis.eviction: bad (expected: good)"));
    }

    @Test
    void healthWhenSomeAreUnknownThenUpAndUnknownWhenAllAre() {
        redis.find(Outcome.UNKNOWN);
        checks.look();
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        database.goAway();
        checks.look();
        assertThat(health.health().getStatus()).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void gaugeWhenTheOutcomeChangesThenOneForAWarningAndNanForUnknown() {
        assertThat(gauge("redis.eviction")).isZero();
        redis.find(Outcome.WARNING);
        checks.look();
        assertThat(gauge("redis.eviction")).isOne();
        assertThat(gauge("mysql.flush")).isZero();
        redis.goAway();
        checks.look();
        assertThat(gauge("redis.eviction")).isNaN();
    }

    @Test
    void gaugeWhenComparedWithTheDocumentationThenIsThere() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "operations.md")))
                .contains("\n| `sluice.check.failed` (gauge; also in batch) | check |");
    }

    private double gauge(String check) {
        return Objects.requireNonNull(
                        registry.find("sluice.check.failed").tag("check", check).gauge(), check)
                .value();
    }
}
