package io.sluice.store;

import io.sluice.setting.Namespace;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A loop for each level that has something to prove, at each master that has. */
final class RedisProofs implements Proofs {
    private static final Logger LOG = LoggerFactory.getLogger(RedisProofs.class);
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

    private final Topology topology;
    private final Duration patience;
    private final int replicas;
    private final Map<Endpoint, RedisGuarantees> guarantees = new ConcurrentHashMap<>();
    private final Map<Place, ProofLoop> loops = new ConcurrentHashMap<>();

    private record Place(Durability level, Endpoint server) {}

    /**
     * Makes one.
     *
     * @param commandTimeout for which a connection may be silent
     * @param replicas that have to have a change; at least 1
     */
    RedisProofs(Topology topology, Duration commandTimeout, int replicas) {
        if (replicas < 1) {
            throw new IllegalArgumentException("replicas: %d (expected: 1 or more)".formatted(replicas));
        }
        var half = commandTimeout.dividedBy(2);
        this.topology = topology;
        this.patience = half.compareTo(LONGEST_WAIT) < 0 ? half : LONGEST_WAIT;
        this.replicas = replicas;
    }

    /** What every master can prove. */
    @Override
    public Guarantees guarantees() {
        return topology.masters().stream()
                .map(master -> guarantees(master).get())
                .reduce(Guarantees::least)
                .orElseThrow();
    }

    @Override
    public CompletableFuture<Void> prove(Namespace namespace, WriteResult.Applied written, Durability level) {
        var proven = new CompletableFuture<Void>();
        if (level == Durability.MEMORY || written.entries().isEmpty()) {
            proven.complete(null);
        } else {
            claim(new Claim(namespace, written.request(), written.entries(), proven), level);
        }
        return proven;
    }

    /** What is written is written: where nobody can say which server holds it, it stays unproven. */
    private void claim(Claim claim, Durability level) {
        try {
            loop(new Place(level, topology.of(claim.namespace()))).add(claim);
        } catch (StoreException e) {
            LOG.warn("namespace {}: not proven, for it is not known which server holds it", claim.namespace(), e);
        }
    }

    @Override
    public void close() {
        loops.values().forEach(ProofLoop::close);
    }

    private ProofLoop loop(Place place) {
        return loops.computeIfAbsent(
                place,
                fresh -> new ProofLoop(
                        place.level(), place.server()::aside, round(place), claim -> isHandedOver(place, claim)));
    }

    private boolean isHandedOver(Place place, Claim claim) {
        try {
            var now = new Place(place.level(), topology.of(claim.namespace()));
            if (now.equals(place)) {
                return false;
            }
            loop(now).add(claim);
            return true;
        } catch (StoreException e) {
            LOG.debug("namespace {}: it is not known which server holds it", claim.namespace(), e);
            return false;
        }
    }

    private ProofRound round(Place place) {
        return switch (place.level()) {
            case MEMORY -> throw new IllegalArgumentException("memory (expected: a level that has to be proven)");
            case FSYNC -> new FsyncRound(guarantees(place.server())::get, patience);
            case REPLICATED -> new ReplicatedRound(replicas, patience);
            case ARCHIVED -> new ArchivedRound();
        };
    }

    private RedisGuarantees guarantees(Endpoint server) {
        return guarantees.computeIfAbsent(server, fresh -> new RedisGuarantees(server, replicas));
    }
}
