package io.sluice.batch.backlog;

import io.sluice.spring.SafetyHealth;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Whether settings come to the archive: down if they cannot, degraded if they can and somebody should look all the same.
 * Asks nobody but the watches. Thread-safe.
 */
final class DrainHealth implements HealthIndicator {
    /** It works, and needs attention. */
    static final Status DEGRADED = SafetyHealth.DEGRADED;

    private final BacklogWatch backlog;
    private final RunWatch runs;
    private final Duration longest;
    private final Clock clock;

    DrainHealth(BacklogWatch backlog, RunWatch runs, HealthProperties properties, Clock clock) {
        this.backlog = backlog;
        this.runs = runs;
        this.longest = properties.backlogAge();
        this.clock = clock;
    }

    @Override
    public Health health() {
        var look = backlog.last();
        var outcomes = runs.last();
        var reasons = new ArrayList<String>();
        var health = new Health.Builder();
        look.ifPresentOrElse(seen -> tell(seen, health, reasons), () -> health.withDetail("redis", backlog.trouble()));
        outcomes.ifPresentOrElse(
                seen -> tell(seen, health, reasons), () -> health.withDetail("database", runs.trouble()));
        if (look.isEmpty() || outcomes.isEmpty()) {
            return health.down().build();
        }
        return reasons.isEmpty()
                ? health.up().build()
                : health.status(DEGRADED).withDetail("reasons", reasons).build();
    }

    private void tell(Look look, Health.Builder health, List<String> reasons) {
        health.withDetail("backlog", look.dirty())
                .withDetail("quarantined", look.quarantined())
                .withDetail("historyPending", look.historyPending());
        look.oldest(clock.instant()).ifPresent(oldest -> {
            health.withDetail("oldestDirtySeconds", oldest.toMillis() / 1000.0);
            if (oldest.compareTo(longest) > 0) {
                reasons.add("backlog: the oldest entry has been waiting for %d s (expected: at most %d)"
                        .formatted(oldest.toSeconds(), longest.toSeconds()));
            }
        });
        reasons.addAll(look.damages());
        if (look.quarantined() > 0) {
            reasons.add("quarantine: %d entries (expected: none)".formatted(look.quarantined()));
        }
    }

    private static void tell(RunWatch.Outcomes outcomes, Health.Builder health, List<String> reasons) {
        var good = outcomes.successes().get("drain");
        if (good != null) {
            health.withDetail("lastGoodRun", good.toString());
        }
        var failure = outcomes.failure();
        if (failure != null) {
            reasons.add("run %d: FAILED (expected: COMPLETED)".formatted(failure.id()));
        }
    }
}
