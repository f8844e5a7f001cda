package io.sluice.store;

import io.lettuce.core.RedisClient;
import io.sluice.setting.Namespace;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A loop for each level that has something to prove. */
final class RedisProofs implements Proofs {
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

    private final RedisGuarantees guarantees;
    private final Map<Durability, ProofLoop> loops = new EnumMap<>(Durability.class);

    /**
     * Makes one.
     *
     * @param client makes connections that are not built anew behind their user's back
     * @param commandTimeout for which a connection may be silent
     * @param replicas that have to have a change; at least 1
     */
    RedisProofs(RedisCalls redis, Supplier<RedisClient> client, Duration commandTimeout, int replicas) {
        if (replicas < 1) {
            throw new IllegalArgumentException("replicas: %d (expected: 1 or more)".formatted(replicas));
        }
        var half = commandTimeout.dividedBy(2);
        var patience = half.compareTo(LONGEST_WAIT) < 0 ? half : LONGEST_WAIT;
        guarantees = new RedisGuarantees(redis, replicas);
        loops.put(Durability.FSYNC, new ProofLoop(Durability.FSYNC, client, new FsyncRound(guarantees::get, patience)));
        loops.put(
                Durability.REPLICATED,
                new ProofLoop(Durability.REPLICATED, client, new ReplicatedRound(replicas, patience)));
        loops.put(Durability.ARCHIVED, new ProofLoop(Durability.ARCHIVED, client, new ArchivedRound()));
    }

    @Override
    public Guarantees guarantees() {
        return guarantees.get();
    }

    @Override
    public CompletableFuture<Void> prove(Namespace namespace, WriteResult.Applied written, Durability level) {
        var proven = new CompletableFuture<Void>();
        var loop = loops.get(level);
        if (loop == null || written.entries().isEmpty()) {
            proven.complete(null);
        } else {
            loop.add(new Claim(namespace, written.request(), written.entries(), proven));
        }
        return proven;
    }

    @Override
    public void close() {
        loops.values().forEach(ProofLoop::close);
    }
}
