package io.sluice.faults.check;

import static io.sluice.faults.cluster.Cluster.NAMESPACES;

import io.sluice.faults.cluster.Cluster;
import io.sluice.faults.load.Names;
import java.sql.SQLException;
import java.time.Duration;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** While the archive refuses what is named poison: that is in quarantine with its reason, and everything else is archived. */
public final class Quarantined {
    private final Outside outside;
    private final Breaches breaches;

    public Quarantined(Cluster cluster, Breaches breaches) {
        this.outside = new Outside(cluster);
        this.breaches = breaches;
    }

    /**
     * Waits for it. What is written meanwhile may be waiting as well, so each name is looked at until it has been archived at
     * the revision that it had when the waiting began.
     */
    public void require(Duration within) {
        long end = System.nanoTime() + within.toNanos();
        for (var namespace : NAMESPACES) {
            var then = outside.redis(namespace);
            var waiting = new TreeSet<>(then.dirty());
            while (!waiting.isEmpty() && System.nanoTime() < end) {
                try {
                    var archive = outside.archive(namespace);
                    var now = outside.redis(namespace);
                    waiting.removeIf(name -> isSettled(name, then, archive.get(name), now));
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
                LockSupport.parkNanos(50_000_000);
            }
            for (var name : waiting) {
                breaches.add(
                        Law.REFUSED_IS_QUARANTINED,
                        "%s/%s is neither archived nor rightly in quarantine: %s"
                                .formatted(
                                        namespace,
                                        name,
                                        outside.redis(namespace).quarantine().get(name)));
            }
        }
    }

    private static boolean isSettled(String name, RedisView then, @Nullable Held row, RedisView now) {
        if (!name.startsWith(Names.POISON)) {
            var held = then.entries().get(name);
            return held == null || (row != null && row.revision() >= held.revision());
        }
        var reason = now.quarantine().get(name);
        return reason != null && Outside.isRefusal(reason);
    }
}
