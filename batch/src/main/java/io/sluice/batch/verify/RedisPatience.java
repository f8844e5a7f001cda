package io.sluice.batch.verify;

import io.sluice.store.StoreException;
import io.sluice.store.StoreException.Refusal;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;

/** Waits a few seconds for a Redis that is away, or still loading. What is asked must bear to be repeated. Thread-safe. */
final class RedisPatience {
    private static final Set<Refusal> PASSING = Set.of(Refusal.LOADING, Refusal.BUSY);

    private final RetryTemplate retry = new RetryTemplate(RetryPolicy.builder()
            .predicate(RedisPatience::passes)
            .maxRetries(6)
            .delay(Duration.ofMillis(100))
            .multiplier(2)
            .maxDelay(Duration.ofSeconds(2))
            .jitter(Duration.ofMillis(50))
            .build());

    /**
     * Asks.
     *
     * @throws StoreException of the last try, or where trying again is of no use
     */
    <T> T ask(Supplier<T> question) {
        try {
            return retry.<T>execute(question::get);
        } catch (RetryException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static boolean passes(Throwable failure) {
        return failure instanceof StoreException away
                && (away.reason() == StoreException.Reason.UNREACHABLE
                        || away.refusal().filter(PASSING::contains).isPresent());
    }
}
