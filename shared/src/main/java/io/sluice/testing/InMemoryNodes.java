package io.sluice.testing;

import io.sluice.store.NodeReport;
import io.sluice.store.Nodes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The newest report of every node, by id, with the moment from which on it counts no more. */
final class InMemoryNodes implements Nodes {
    private final Clock clock;
    private final Map<String, Lease> leases = new ConcurrentSkipListMap<>();

    InMemoryNodes(Clock clock) {
        this.clock = clock;
    }

    private record Lease(NodeReport report, Instant until) {}

    @Override
    public void report(NodeReport report, Duration lifetime) {
        leases.put(report.id(), new Lease(report, clock.instant().plus(lifetime)));
    }

    @Override
    public void remove(String id) {
        leases.remove(id);
    }

    @Override
    public List<NodeReport> live() {
        var now = clock.instant();
        return leases.values().stream()
                .filter(lease -> now.isBefore(lease.until()))
                .map(Lease::report)
                .toList();
    }
}
