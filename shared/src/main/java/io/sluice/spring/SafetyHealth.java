package io.sluice.spring;

import io.sluice.check.Check;
import io.sluice.check.Check.Outcome;
import io.sluice.check.Checks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Whether the servers are set so that nothing is lost: degraded if a check warns, and never down, for that would mend nothing.
 * Asks nobody. Thread-safe.
 */
public final class SafetyHealth implements HealthIndicator {
    /** It works, and needs attention. */
    public static final Status DEGRADED = new Status("DEGRADED");

    private final Checks checks;

    SafetyHealth(Checks checks) {
        this.checks = checks;
    }

    @Override
    public Health health() {
        var all = checks.last();
        var reasons = all.stream().filter(Check::isWarning).map(Check::toString).toList();
        var health = new Health.Builder(status(all, reasons));
        if (!reasons.isEmpty()) {
            health.withDetail("reasons", reasons);
        }
        all.forEach(check -> health.withDetail(check.id(), details(check)));
        return health.build();
    }

    private static Status status(List<Check> all, List<String> reasons) {
        if (!reasons.isEmpty()) {
            return DEGRADED;
        }
        return all.stream().allMatch(check -> check.outcome() == Outcome.UNKNOWN) ? Status.UNKNOWN : Status.UP;
    }

    private static Map<String, String> details(Check check) {
        var details = new LinkedHashMap<String, String>();
        details.put("outcome", check.outcome().name().toLowerCase(Locale.ROOT));
        details.put("found", check.found());
        details.put("expected", check.requirement().expected());
        return details;
    }
}
