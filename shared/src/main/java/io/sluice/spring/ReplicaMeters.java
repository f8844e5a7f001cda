package io.sluice.spring;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.sluice.setting.Epoch;
import io.sluice.watch.Replica;
import io.sluice.watch.ReplicaStatus;
import io.sluice.watch.WatchListener.Cause;
import io.sluice.watch.WatchListener.Kind;
import io.sluice.watch.WatchState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The meters of one replica, which nothing here keeps alive. Thread-safe. */
final class ReplicaMeters {
    private static final Duration FASTEST = Duration.ofMillis(1);
    private static final Duration SLOWEST = Duration.ofSeconds(10);

    private final MeterRegistry registry;
    private final Clock clock;
    private final List<Tag> tags;
    private final Set<Meter> all = new HashSet<>();
    private final Timer apply;
    private final Counter salvaged;
    private final Counter epochs;
    private @Nullable Epoch epoch;
    private boolean removed;

    /** Registers them. */
    ReplicaMeters(Replica replica, MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.tags = List.of(Tag.of("namespace", replica.namespace().text()));
        this.apply = kept(Timer.builder("sluice.replica.apply")
                .description("From the write of a change set, by Redis' clock, to its being readable in this process")
                .tags(tags)
                .publishPercentileHistogram()
                .minimumExpectedValue(FASTEST)
                .maximumExpectedValue(SLOWEST)
                .register(registry));
        this.salvaged = kept(Counter.builder("sluice.replica.salvaged")
                .description("Entries that Redis had lost and this process brought back")
                .baseUnit("entries")
                .tags(tags)
                .register(registry));
        this.epochs = kept(Counter.builder("sluice.replica.epochs")
                .description("How often the replica has come to another epoch than that of what it held")
                .baseUnit("epochs")
                .tags(tags)
                .register(registry));
        this.epoch = epoch(replica);
        gauge(replica, "sluice.replica.offset", "The offset that has been applied", "offset", ReplicaMeters::offset);
        gauge(
                replica,
                "sluice.replica.lag.offsets",
                "Changes that Redis had and the replica had not, when this process last looked",
                "offsets",
                held -> held.status().lagOffsets());
        gauge(
                replica,
                "sluice.replica.settings",
                "Settings in the replica",
                "settings",
                held -> held.snapshot().size());
        timeGauge(
                replica,
                "sluice.replica.lag.time",
                "How much older the replica's newest change is than that of Redis, when this process last looked",
                held -> lag(held.status()));
        timeGauge(
                replica,
                "sluice.replica.message.age",
                "Since the last message arrived",
                held -> age(held.status().lastMessage()));
        timeGauge(
                replica,
                "sluice.replica.apply.age",
                "Since the replica last changed",
                held -> age(held.status().lastApplied()));
        for (var state : WatchState.values()) {
            kept(Gauge.builder("sluice.replica.state", replica, held -> held.state() == state ? 1 : 0)
                    .description("1 for the state that the replica is in, 0 for the others")
                    .tags(tags)
                    .tag("state", word(state))
                    .register(registry));
        }
    }

    void applied(Duration delay) {
        // Redis' clock and ours differ by a little.
        apply.record(delay.isNegative() ? Duration.ZERO : delay);
    }

    void salvaged(int entries) {
        salvaged.increment(entries);
    }

    /**
     * Rare enough to look for the timer each time. A replica comes to another epoch by a catch-up only, so messages need not be
     * looked at for it.
     */
    synchronized void resynced(Replica replica, Kind kind, Cause cause, Duration took) {
        if (removed) {
            return;
        }
        var reached = epoch(replica);
        if (reached != null && !reached.equals(epoch)) {
            if (epoch != null) {
                epochs.increment();
            }
            epoch = reached;
        }
        kept(Timer.builder("sluice.replica.resync")
                        .description("Reading what the replica had missed")
                        .tags(tags)
                        .tag("kind", word(kind))
                        .tag("cause", word(cause))
                        .register(registry))
                .record(took);
    }

    /** Takes all of them out of the registry, for good. */
    synchronized void remove() {
        removed = true;
        all.forEach(registry::remove);
    }

    private void gauge(Replica replica, String name, String description, String unit, ToDoubleFunction<Replica> value) {
        kept(Gauge.builder(name, replica, value)
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .register(registry));
    }

    private void timeGauge(Replica replica, String name, String description, ToDoubleFunction<Replica> seconds) {
        kept(TimeGauge.builder(name, replica, TimeUnit.SECONDS, seconds)
                .description(description)
                .tags(tags)
                .register(registry));
    }

    private <M extends Meter> M kept(M meter) {
        all.add(meter);
        return meter;
    }

    private static @Nullable Epoch epoch(Replica held) {
        var head = held.snapshot().head();
        return head == null ? null : head.position().epoch();
    }

    private static double offset(Replica held) {
        var head = held.status().applied();
        return head == null ? 0 : head.position().offset();
    }

    /** Unknown for a replica that holds nothing: it has no newest change. */
    private static double lag(ReplicaStatus status) {
        return status.applied() == null && status.lagOffsets() > 0 ? Double.NaN : seconds(status.lag());
    }

    private double age(@Nullable Instant then) {
        return then == null ? Double.NaN : seconds(Duration.between(then, clock.instant()));
    }

    private static double seconds(Duration time) {
        return time.getSeconds() + time.getNano() / 1e9;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
