package io.sluice.faults.check;

import static io.sluice.faults.cluster.Cluster.NAMESPACES;
import static io.sluice.faults.cluster.Cluster.SHOP;

import io.sluice.faults.cluster.Cluster;
import io.sluice.faults.cluster.Node;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Waits until all copies are equal, when faults and load have ended. */
public final class Settling {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Cluster cluster;
    private final Outside outside;
    private final Breaches breaches;

    public Settling(Cluster cluster, Breaches breaches) {
        this.cluster = cluster;
        this.outside = new Outside(cluster);
        this.breaches = breaches;
    }

    /** How long it took until they were equal. */
    public record Settled(Duration replicas, Duration archive) {}

    /** Waits for all; what is not equal in time breaks a law. */
    public Settled settle(Duration replicasWithin, Duration archiveWithin) {
        long begun = System.nanoTime();
        var differences = until(begun, replicasWithin, this::replicaDifferences);
        differences.forEach(difference -> breaches.add(Law.REPLICAS_FOLLOW, difference));
        var replicas = Duration.ofNanos(System.nanoTime() - begun);
        differences = until(begun, archiveWithin, this::archiveDifferences);
        differences.forEach(difference -> breaches.add(Law.NOTHING_IS_LOST, difference));
        return new Settled(replicas, Duration.ofNanos(System.nanoTime() - begun));
    }

    private interface Look {
        List<String> differences() throws IOException, SQLException;
    }

    private static List<String> until(long begun, Duration limit, Look look) {
        var last = List.of("nothing could be compared");
        do {
            try {
                last = look.differences();
                if (last.isEmpty()) {
                    return last;
                }
            } catch (IOException | SQLException | RuntimeException e) {
                last = List.of(e.toString());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        } while (System.nanoTime() - begun < limit.toNanos());
        return last;
    }

    private List<String> replicaDifferences() throws IOException {
        var differences = new ArrayList<String>();
        for (var namespace : NAMESPACES) {
            var redis = outside.redis(namespace);
            for (var node : cluster.replicas()) {
                if (!node.name().equals("sample") || namespace.equals(SHOP)) {
                    differences.addAll(replicaDifferences(node, namespace, redis));
                }
            }
        }
        return differences;
    }

    private List<String> replicaDifferences(Node node, String namespace, RedisView redis) throws IOException {
        var replica = outside.replica(node, namespace);
        if (replica.isEmpty()) {
            return List.of(node.name() + " has no " + namespace);
        }
        var expected = replica.get().isWhole() ? redis.entries() : ReplicaView.visible(redis.entries());
        return differences(
                node.name() + " " + namespace, expected, replica.get().entries());
    }

    private List<String> archiveDifferences() throws SQLException {
        var differences = new ArrayList<String>();
        for (var namespace : NAMESPACES) {
            var redis = outside.redis(namespace);
            differences.addAll(differences("archive " + namespace, redis.entries(), outside.archive(namespace)));
            if (!redis.dirty().isEmpty()) {
                differences.add(namespace + ": dirty are " + redis.dirty());
            }
            if (!redis.isHistoryArchived()) {
                differences.add(namespace + ": history is archived up to " + redis.meta());
            }
        }
        return differences;
    }

    private static List<String> differences(String copy, Map<String, Held> expected, Map<String, Held> found) {
        var names = new TreeSet<>(expected.keySet());
        names.addAll(found.keySet());
        return names.stream()
                .filter(name -> !String.valueOf(expected.get(name)).equals(String.valueOf(found.get(name))))
                .limit(3)
                .map(name -> "%s: %s is %s (expected: %s)"
                        .formatted(copy, name, brief(found.get(name)), brief(expected.get(name))))
                .toList();
    }

    private static String brief(@Nullable Held held) {
        var text = String.valueOf(held);
        return text.length() > 120 ? text.substring(0, 120) + "…" : text;
    }
}
