package io.sluice.batch.verify;

import io.sluice.batch.archive.Retries;
import io.sluice.store.StoreException;
import io.sluice.store.StoreException.Refusal;
import java.util.Set;
import java.util.function.Supplier;

/** Waits a few seconds for a Redis that is away, or still loading. What is asked must bear to be repeated. Thread-safe. */
final class RedisPatience {
    private static final Set<Refusal> PASSING = Set.of(Refusal.LOADING, Refusal.BUSY);

    private final Retries retries = Retries.forSeconds(RedisPatience::passes);

    /**
     * Asks.
     *
     * @throws StoreException of the last try, or where trying again is of no use
     */
    <T> T ask(Supplier<T> question) {
        return retries.carryOut(question);
    }

    private static boolean passes(Throwable failure) {
        return failure instanceof StoreException away
                && (away.reason() == StoreException.Reason.UNREACHABLE
                        || away.refusal().filter(PASSING::contains).isPresent());
    }
}
