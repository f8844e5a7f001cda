package io.sluice.spring;

import io.sluice.watch.Replica;
import io.sluice.watch.ReplicaStatus;
import io.sluice.watch.Replicas;
import io.sluice.watch.WatchListener;
import io.sluice.watch.WatchState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Down until the replicas have caught up for the first time, for until then reads may find nothing. From then on a stale
 * replica is up, and says that it is stale: the last known good value beats none. For how long that goes can be limited.
 * A namespace that is heard of later, and still has to be read, takes no process out of service.
 */
final class WatcherHealth implements HealthIndicator, WatchListener {
    private final Supplier<? extends Replicas> replicas;
    private final ConnectionJournal connections;
    private final @Nullable Duration readyWhileStale;
    private final Clock clock;

    // Written by the watcher's thread alone.
    private volatile boolean caughtUp;
    private volatile @Nullable Instant staleSince;

    /**
     * Makes it before the watcher, which is made with its listeners.
     *
     * @param replicas the watcher's
     * @param readyWhileStale how long a stale replica is up; null for ever
     */
    WatcherHealth(
            Supplier<? extends Replicas> replicas,
            ConnectionJournal connections,
            @Nullable Duration readyWhileStale,
            Clock clock) {
        this.replicas = replicas;
        this.connections = connections;
        this.readyWhileStale = readyWhileStale;
        this.clock = clock;
    }

    @Override
    public void moved(WatchState from, WatchState to) {
        staleSince = to == WatchState.STALE ? clock.instant() : null;
        if (to == WatchState.LIVE || to == WatchState.STALE) {
            caughtUp = true;
        }
    }

    @Override
    public Health health() {
        var now = clock.instant();
        var state = replicas.get().state();
        var all = replicas.get().all();
        var namespaces = new LinkedHashMap<String, Object>();
        all.forEach(replica -> namespaces.put(replica.namespace().text(), describe(replica)));
        return verdict(state, all, now)
                .withDetail("state", state)
                .withDetail("namespaces", namespaces)
                .withDetail("connections", connections.latest())
                .build();
    }

    private Health.Builder verdict(WatchState state, List<Replica> all, Instant now) {
        if (state == WatchState.CLOSED) {
            return Health.down();
        }
        if (state == WatchState.SYNCING && !caughtUp) {
            return Health.down();
        }
        return stale(state, all, now)
                .filter(this::isTooLong)
                .map(this::outOfService)
                .orElseGet(Health::up);
    }

    /** How long the replica that is stale the longest has been; empty if none is. */
    private Optional<Duration> stale(WatchState state, List<Replica> all, Instant now) {
        var since = all.stream()
                .map(Replica::status)
                .filter(status -> status.state() == WatchState.STALE)
                .map(ReplicaStatus::since)
                .min(Instant::compareTo);
        if (since.isEmpty() && state == WatchState.STALE) {
            // Cut off with nothing but empty namespaces; or so lately that the watcher has yet to tell.
            since = Optional.of(Optional.ofNullable(staleSince).orElse(now));
        }
        return since.map(then -> Duration.between(then, now));
    }

    private boolean isTooLong(Duration stale) {
        return readyWhileStale != null && stale.compareTo(readyWhileStale) >= 0;
    }

    private Health.Builder outOfService(Duration stale) {
        return Health.outOfService()
                .withDetail(
                        "reason",
                        "stale for %s (sluice.watch.ready-while-stale: %s)".formatted(stale, readyWhileStale));
    }

    private static Map<String, Object> describe(Replica replica) {
        var details = new LinkedHashMap<String, Object>();
        var status = replica.status();
        details.put("state", status.state());
        details.put("since", status.since());
        details.put("settings", replica.snapshot().size());
        var applied = status.applied();
        if (applied != null) {
            details.put("position", applied.position().toString());
            details.put("offset", applied.position().offset());
            details.put("revision", applied.revision().micros());
        }
        details.put("lag", lag(status));
        putIfKnown(details, "lastMessage", status.lastMessage());
        putIfKnown(details, "lastApplied", status.lastApplied());
        return details;
    }

    /** In offsets, and in time unless the replica holds nothing whose time could be told. */
    private static Map<String, Object> lag(ReplicaStatus status) {
        long offsets = status.lagOffsets();
        var lag = new LinkedHashMap<String, Object>();
        lag.put("offsets", offsets);
        if (status.applied() != null || offsets == 0) {
            lag.put("milliseconds", status.lag().toMillis());
        }
        return lag;
    }

    private static void putIfKnown(Map<String, Object> details, String name, @Nullable Instant time) {
        if (time != null) {
            details.put(name, time);
        }
    }
}
