package io.sluice.faults.check;

import static io.sluice.faults.cluster.Cluster.NAMESPACES;
import static io.sluice.faults.cluster.Cluster.SHOP;

import io.sluice.faults.cluster.Cluster;
import io.sluice.faults.cluster.Node;
import io.sluice.faults.cluster.Node.Kind;
import io.sluice.faults.load.Journal;
import io.sluice.faults.load.Level;
import io.sluice.faults.load.Names;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Looks at the copies all the time, and at what must hold at any time. Its samples make the picture of a run. */
public final class Watch implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** How a node was found at a time. */
    public enum Shape {
        DOWN,
        STOPPED,
        SILENT,
        EMPTY,
        BEHIND,
        AS_NEW
    }

    /** A look at a node. */
    public record NodeSample(long at, String node, Shape shape) {}

    /** A look at the work of the drain. */
    public record BacklogSample(long at, int dirty, int quarantined) {}

    private final Cluster cluster;
    private final Outside outside;
    private final Ear ear;
    private final Losses losses;
    private final Breaches breaches;
    private final Thread thread;
    private final Map<String, Map<String, Long>> floors = new HashMap<>();
    private final Map<String, Integer> lives = new HashMap<>();
    private final Set<String> served = new HashSet<>();
    private final Map<String, RedisView> views = new HashMap<>();
    private final List<NodeSample> nodeSamples = new ArrayList<>();
    private final List<BacklogSample> backlogSamples = new ArrayList<>();
    private int era;
    private volatile boolean over;

    public Watch(Cluster cluster, Losses losses, Breaches breaches) {
        this.cluster = cluster;
        this.outside = new Outside(cluster);
        this.losses = losses;
        this.breaches = breaches;
        this.ear = new Ear(cluster, breaches);
        thread = new Thread(this::watch, "watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            look();
        } catch (RuntimeException e) {
            // Whoever looks no more sees nothing wrong.
            breaches.add(Law.NEEDS_ARE_FEW, "the checker cannot look on: " + e);
        }
    }

    private void look() {
        for (long turn = 0; !over; turn++) {
            var namespace = NAMESPACES.get((int) (turn % NAMESPACES.size()));
            try {
                lookAtRedis(namespace);
            } catch (JacksonException e) {
                breaches.add(Law.NOTHING_IS_LOST, "%s holds what cannot be read: %s".formatted(namespace, e));
            } catch (RuntimeException | SQLException gone) {
                views.remove(namespace);
            }
            var replicas = cluster.replicas();
            lookAtNode(replicas.get((int) (turn / NAMESPACES.size() % replicas.size())), namespace);
            lookAtNode(replicas.get((int) ((turn / NAMESPACES.size() + 2) % replicas.size())), namespace);
            for (var node : cluster.nodes(Kind.BATCH)) {
                sample(node, !node.isAlive() ? Shape.DOWN : node.isRunning() ? Shape.AS_NEW : Shape.STOPPED);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void lookAtRedis(String namespace) throws SQLException {
        if (era != losses.era()) {
            era = losses.era();
            NAMESPACES.forEach(each -> floors.remove("redis " + each));
        }
        long connection = ear.connection();
        var view = outside.redis(namespace);
        views.put(namespace, view);
        if (!losses.isGoing() && era == losses.era()) {
            requireNoWayBack("redis", namespace, view.entries(), true);
        }
        requireWhole("redis", view.entries(), view.isComplete());
        requireHeard(namespace, view, connection);
        requireRefused(namespace, view.quarantine());
        synchronized (this) {
            backlogSamples.add(new BacklogSample(
                    Journal.now(), view.dirty().size(), view.quarantine().size()));
        }
        var archive = outside.archive(namespace);
        view.entries().forEach((name, held) -> {
            var row = archive.get(name);
            if (!view.dirty().contains(name) && (row == null || row.revision() < held.revision())) {
                breaches.add(
                        Law.CLEAN_IS_ARCHIVED,
                        "%s/%s is not dirty at %d, and archived as %s"
                                .formatted(namespace, name, held.revision(), row));
            }
        });
        requireNoWayBack("archive", namespace, archive, true);
        requireAnchors("archive", namespace, archive);
        requireWhole("archive", archive, true);
    }

    /** In quarantine is what the archive has refused, and nothing that only met with a database in trouble. */
    private void requireRefused(String namespace, Map<String, String> quarantine) {
        quarantine.forEach((name, reason) -> breaches.require(
                Outside.isRefusal(reason),
                Law.REFUSED_IS_QUARANTINED,
                "%s/%s is in quarantine for %s".formatted(namespace, name, reason)));
    }

    /** What Redis has come to must be heard, within moments. */
    private void requireHeard(String namespace, RedisView view, long connection) {
        if (connection == 0 || ear.connection() != connection) {
            return;
        }
        long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        while (System.nanoTime() < end) {
            var heard = ear.heard(namespace);
            if (heard == null
                    || ear.connection() != connection
                    || !heard.epoch().equals(view.epoch())
                    || heard.offset() >= view.offset()) {
                return;
            }
            LockSupport.parkNanos(1_000_000);
        }
        breaches.add(
                Law.WRITTEN_IS_PUBLISHED,
                "%s is at offset %d, and only %s was published"
                        .formatted(namespace, view.offset(), ear.heard(namespace)));
    }

    private void lookAtNode(Node node, String namespace) {
        if (!node.isRunning()) {
            sample(node, node.isAlive() ? Shape.STOPPED : Shape.DOWN);
            return;
        }
        if (node.name().equals("sample") && !namespace.equals(SHOP)) {
            return;
        }
        int life = node.life();
        var copy = node.name() + "#" + life;
        if (!Objects.equals(lives.put(node.name(), life), life)) {
            served.removeIf(known -> known.startsWith(node.name() + "#"));
        }
        try {
            var view = outside.replica(node, namespace);
            if (view.isEmpty()) {
                if (node.isRunning() && node.life() == life && served.contains(copy + namespace)) {
                    breaches.add(Law.NEEDS_ARE_FEW, "%s serves %s no more".formatted(node.name(), namespace));
                }
                sample(node, Shape.EMPTY);
                return;
            }
            var replica = view.get();
            served.add(copy + namespace);
            requireNoWayBack(copy, namespace, replica.entries(), false);
            requireAnchors(copy, namespace, replica.entries());
            requireWhole(copy, replica.entries(), true);
            var redis = views.get(namespace);
            sample(node, redis != null && isAsNew(replica, redis) ? Shape.AS_NEW : Shape.BEHIND);
        } catch (IOException silent) {
            sample(node, node.isAlive() ? Shape.SILENT : Shape.DOWN);
        }
    }

    /** Whether it holds nothing older than Redis did a moment ago. */
    private static boolean isAsNew(ReplicaView replica, RedisView before) {
        return before.entries().entrySet().stream().allMatch(entry -> {
            var held = replica.entries().get(entry.getKey());
            return held == null
                    ? !replica.isWhole()
                    : held.revision() >= entry.getValue().revision();
        });
    }

    /** Nothing is older than it was, and nothing is gone that the copy shows even when it is removed. */
    private void requireNoWayBack(String copy, String namespace, Map<String, Held> entries, boolean keepsAll) {
        var floor = floors.computeIfAbsent(copy + " " + namespace, any -> new HashMap<>());
        entries.forEach((name, held) -> {
            var before = floor.put(name, held.revision());
            if (before != null && before > held.revision() && (keepsAll || !mayBeGivenUp(before))) {
                breaches.add(
                        Law.REVISIONS_NEVER_GO_BACK,
                        "%s: %s/%s went from %d to %d".formatted(copy, namespace, name, before, held.revision()));
            }
        });
        if (keepsAll && entries.size() < floor.size()) {
            var gone = new HashSet<>(floor.keySet());
            gone.removeAll(entries.keySet());
            breaches.add(Law.NOTHING_IS_EMPTIED, "%s: %s has lost %s".formatted(copy, namespace, gone));
            floor.keySet().removeAll(gone);
        }
    }

    /** A replica may give up a write that Redis may have lost since; revisions are the times of writes. */
    private boolean mayBeGivenUp(long revision) {
        return losses.isGoing() || losses.excuses(Level.MEMORY, revision, Journal.now());
    }

    private void requireAnchors(String copy, String namespace, Map<String, Held> entries) {
        var missing = Names.ANCHORS.stream()
                .filter(name -> !entries.containsKey(name))
                .collect(Collectors.toSet());
        breaches.require(
                missing.isEmpty(),
                Law.NOTHING_IS_EMPTIED,
                "%s: %s lacks %s, with %d entries".formatted(copy, namespace, missing, entries.size()));
    }

    /** @param tells whether it means something that an entry is not there */
    private void requireWhole(String copy, Map<String, Held> entries, boolean tells) {
        for (int group = 0; group < Names.GROUPS; group++) {
            var values = new HashSet<@Nullable Held>();
            Names.group(group).forEach(name -> values.add(entries.get(name)));
            if (!tells) {
                values.remove(null);
            }
            if (values.size() > 1) {
                breaches.add(Law.CHANGE_SETS_ARE_WHOLE, "%s: group %d has %s".formatted(copy, group, values));
            }
        }
    }

    private synchronized void sample(Node node, Shape shape) {
        nodeSamples.add(new NodeSample(Journal.now(), node.name(), shape));
    }

    public synchronized List<NodeSample> nodeSamples() {
        return List.copyOf(nodeSamples);
    }

    public synchronized List<BacklogSample> backlogSamples() {
        return List.copyOf(backlogSamples);
    }

    /** How many messages were heard. */
    public long messages() {
        return ear.messages();
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join(30_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ear.close();
    }
}
