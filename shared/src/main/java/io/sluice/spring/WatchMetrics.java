package io.sluice.spring;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import io.sluice.watch.Replica;
import io.sluice.watch.Replicas;
import io.sluice.watch.WatchListener;
import io.sluice.watch.WatchState;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;

/**
 * Measures what a watcher does. Each replica has its meters from when it is first heard of until this is destroyed, and so
 * also while it is closed: a watcher that ended before its process did shows.
 */
final class WatchMetrics implements WatchListener, DisposableBean {
    private final MeterRegistry registry;
    private final Supplier<? extends Replicas> replicas;
    private final Clock clock;
    private final Map<Namespace, ReplicaMeters> meters = new ConcurrentHashMap<>();
    private boolean destroyed;

    /**
     * Makes it before the watcher, which is made with its listeners.
     *
     * @param replicas the watcher's; asked only after it was started
     */
    WatchMetrics(MeterRegistry registry, Supplier<? extends Replicas> replicas, Clock clock) {
        this.registry = registry;
        this.replicas = replicas;
        this.clock = clock;
    }

    /** Replicas that nothing happens to while Redis is away are the ones to look at. */
    @EventListener(ContextRefreshedEvent.class)
    void started() {
        replicas.get().all().forEach(this::register);
    }

    @Override
    public void changed(Snapshot before, Snapshot after, Collection<SettingName> names) {
        at(after.namespace(), measured -> {});
    }

    @Override
    public void moved(Namespace namespace, WatchState from, WatchState to) {
        at(namespace, measured -> {});
    }

    @Override
    public void applied(Namespace namespace, int changes, Duration delay) {
        at(namespace, measured -> measured.applied(delay));
    }

    @Override
    public void resynced(Namespace namespace, Kind kind, Cause cause, int entries, Duration took) {
        replicas.get()
                .find(namespace)
                .ifPresent(replica -> at(namespace, measured -> measured.resynced(replica, kind, cause, took)));
    }

    @Override
    public void salvaged(Namespace namespace, int entries) {
        at(namespace, measured -> measured.salvaged(entries));
    }

    @Override
    public synchronized void destroy() {
        destroyed = true;
        meters.values().forEach(ReplicaMeters::remove);
        meters.clear();
    }

    private void at(Namespace namespace, Consumer<ReplicaMeters> record) {
        var known = meters.get(namespace);
        var measured = known == null ? replicas.get().find(namespace).flatMap(this::register) : Optional.of(known);
        measured.ifPresent(record);
    }

    /** Its meters; none once this is destroyed. */
    private synchronized Optional<ReplicaMeters> register(Replica replica) {
        return destroyed
                ? Optional.empty()
                : Optional.of(meters.computeIfAbsent(
                        replica.namespace(), unknown -> new ReplicaMeters(replica, registry, clock)));
    }
}
