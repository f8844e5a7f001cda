package io.sluice.spring;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sluice.setting.Namespace;
import io.sluice.watch.WatchListener;
import java.time.Duration;
import java.util.Locale;

/** Measures what a watcher does. */
final class WatchMetrics implements WatchListener {
    private final MeterRegistry registry;

    WatchMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void applied(Namespace namespace, int changes, Duration delay) {
        Timer.builder("sluice.replica.apply")
                .description("From the write of a change set, by Redis' clock, to its being readable in this process")
                .tag("namespace", namespace.text())
                .publishPercentiles(0.5, 0.99)
                .register(registry)
                .record(delay.isNegative() ? Duration.ZERO : delay);
    }

    @Override
    public void resynced(Namespace namespace, Kind kind, Cause cause, int entries, Duration took) {
        Timer.builder("sluice.replica.resync")
                .description("Reading what a replica had missed, by cause")
                .tag("namespace", namespace.text())
                .tag("cause", cause.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .record(took);
    }
}
