package io.sluice.store;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Tries once to prove claims. */
interface ProofRound {
    /** For a single answer, which Lettuce gives up sooner. */
    Duration LONGEST = Duration.ofMinutes(1);

    /**
     * Proves what can be proven now; what cannot comes again.
     *
     * @param connection blocked by nobody else; after it was lost it never comes back, so what one command of a round has
     *     told of it holds for the next
     * @throws RedisException if Redis could not be asked
     */
    void prove(StatefulRedisConnection<String, String> connection, List<Claim> claims);

    /** Waits for the answer of a command. */
    static <T> T answer(RedisFuture<T> command) {
        return LettuceFutures.awaitOrCancel(command, LONGEST.toNanos(), TimeUnit.NANOSECONDS);
    }
}
