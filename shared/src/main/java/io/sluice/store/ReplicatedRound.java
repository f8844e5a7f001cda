package io.sluice.store;

import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;

/** {@code WAIT}, behind a mark. */
final class ReplicatedRound implements ProofRound {
    private final int needed;
    private final Duration patience;

    /**
     * Makes one.
     *
     * @param needed replicas that have to have a change
     * @param patience how long a single command may wait; less than the connection may be silent
     */
    ReplicatedRound(int needed, Duration patience) {
        this.needed = needed;
        this.patience = patience;
    }

    @Override
    public void prove(StatefulRedisConnection<String, String> connection, List<Claim> claims) {
        var held = Marks.set(connection, claims);
        // Not marked anew: a mark that moved on would be out of reach for slow replicas.
        while (!held.stream().allMatch(Claim::isOver)) {
            long replicas = ProofRound.answer(connection.async().waitForReplication(needed, patience.toMillis()));
            if (replicas >= needed) {
                held.forEach(Claim::prove);
            }
        }
    }
}
