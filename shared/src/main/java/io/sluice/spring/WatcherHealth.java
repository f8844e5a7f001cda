package io.sluice.spring;

import io.sluice.watch.Replica;
import io.sluice.watch.Replicas;
import io.sluice.watch.WatchState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Down until the replicas have caught up for the first time, for until then reads may find nothing. A stale replica is
 * up, and says that it is stale: the last known good value beats none.
 */
final class WatcherHealth implements HealthIndicator {
    private final Replicas replicas;
    private final ConnectionJournal connections;

    WatcherHealth(Replicas replicas, ConnectionJournal connections) {
        this.replicas = replicas;
        this.connections = connections;
    }

    @Override
    public Health health() {
        var state = replicas.state();
        var health = state == WatchState.LIVE || state == WatchState.STALE ? Health.up() : Health.down();
        var details = new LinkedHashMap<String, Object>();
        for (var replica : replicas.all()) {
            details.put(replica.namespace().text(), describe(replica));
        }
        return health.withDetail("state", state)
                .withDetail("namespaces", details)
                .withDetail("connections", connections.latest())
                .build();
    }

    private static Map<String, Object> describe(Replica replica) {
        var details = new LinkedHashMap<String, Object>();
        var snapshot = replica.snapshot();
        details.put("state", replica.state());
        details.put("settings", snapshot.size());
        if (snapshot.head() != null) {
            details.put("position", snapshot.head().position().toString());
            details.put("revision", snapshot.head().revision().micros());
        }
        return details;
    }
}
