package io.sluice.spring;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.sluice.check.Check;
import io.sluice.check.Checks;

/** A gauge for each check. A scrape asks nobody. Thread-safe. */
final class CheckMeters implements MeterBinder {
    private final Checks checks;

    CheckMeters(Checks checks) {
        this.checks = checks;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        checks.last()
                .forEach(check -> Gauge.builder("sluice.check.failed", () -> failed(check.id()))
                        .description("1 where a server is not set as it should be, 0 where it is")
                        .tag("check", check.id())
                        .register(registry));
    }

    private double failed(String id) {
        return checks.last().stream()
                .filter(check -> check.id().equals(id))
                .findFirst()
                .map(CheckMeters::value)
                .orElse(Double.NaN);
    }

    private static double value(Check check) {
        return switch (check.outcome()) {
            case OK -> 0;
            case WARNING -> 1;
            case UNKNOWN -> Double.NaN;
        };
    }
}
