package io.sluice.batch.backlog;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.store.BacklogState;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The gauges of the backlog, of each namespace since it was first seen, and of the last good runs. A scrape asks nobody:
 * they show what the watches saw last, and NaN while those see nothing. Thread-safe.
 */
final class BacklogMeters implements MeterBinder {
    private final BacklogWatch backlog;
    private final RunWatch runs;
    private final Collection<String> jobs;
    private final Clock clock;
    private final Set<Namespace> known = ConcurrentHashMap.newKeySet();

    BacklogMeters(BacklogWatch backlog, RunWatch runs, Collection<String> jobs, Clock clock) {
        this.backlog = backlog;
        this.runs = runs;
        this.jobs = Set.copyOf(jobs);
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        readable(registry, "redis", () -> backlog.last().isPresent());
        readable(registry, "database", () -> runs.last().isPresent());
        jobs.forEach(job -> TimeGauge.builder("sluice.run.success.age", () -> sinceSuccess(job), TimeUnit.SECONDS)
                .description("Since a run of the job last completed, on whatever node")
                .tag("job", job)
                .register(registry));
        backlog.onLook(look ->
                look.states().keySet().stream().filter(known::add).forEach(namespace -> bind(namespace, registry)));
    }

    private interface Condition {
        boolean holds();
    }

    private static void readable(MeterRegistry registry, String of, Condition condition) {
        Gauge.builder("sluice.backlog.readable", () -> condition.holds() ? 1 : 0)
                .description("Whether what the other gauges show can be read")
                .tag("from", of)
                .register(registry);
    }

    private void bind(Namespace namespace, MeterRegistry registry) {
        gauge(registry, namespace, "sluice.backlog.dirty", "Entries that are not archived", BacklogState::dirty);
        gauge(
                registry,
                namespace,
                "sluice.backlog.quarantined",
                "Entries that the archive refuses",
                BacklogState::quarantined);
        gauge(
                registry,
                namespace,
                "sluice.backlog.history",
                "Records of the history that are not archived",
                BacklogState::historyPending);
        TimeGauge.builder(
                        "sluice.backlog.oldest.age",
                        () -> of(namespace, state -> age(state.oldest())),
                        TimeUnit.SECONDS)
                .description("For how long the oldest entry has been waiting that a drain would take up")
                .tag("namespace", namespace.text())
                .register(registry);
    }

    private void gauge(
            MeterRegistry registry,
            Namespace namespace,
            String name,
            String description,
            ToDoubleFunction<BacklogState> value) {
        Gauge.builder(name, () -> of(namespace, value))
                .description(description)
                .tag("namespace", namespace.text())
                .register(registry);
    }

    private double of(Namespace namespace, ToDoubleFunction<BacklogState> value) {
        return backlog.last()
                .map(look -> look.states().get(namespace))
                .map(value::applyAsDouble)
                .orElse(Double.NaN);
    }

    private double age(@Nullable Revision oldest) {
        return oldest == null ? 0 : seconds(Look.age(oldest, clock.instant()));
    }

    private double sinceSuccess(String job) {
        return runs.last()
                .map(outcomes -> outcomes.successes().get(job))
                .map(at -> seconds(Duration.between(at, clock.instant())))
                .orElse(Double.NaN);
    }

    private static double seconds(Duration time) {
        return Math.max(0, time.toMillis()) / 1000.0;
    }
}
