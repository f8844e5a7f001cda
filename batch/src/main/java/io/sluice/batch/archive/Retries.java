package io.sluice.batch.archive;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.dao.ConcurrencyFailureException;

/** Tries again what failed because of something that passes by itself. Thread-safe. */
public final class Retries {
    private static final long TRIES_MORE = 6;

    private final RetryTemplate template;

    /** As the policy says. */
    public Retries(RetryPolicy policy) {
        template = new RetryTemplate(policy);
    }

    /** For a few seconds, at ever longer intervals, which differ a little so that not all come back at once. */
    public static Retries forSeconds(Predicate<Throwable> passes) {
        return new Retries(RetryPolicy.builder()
                .predicate(passes)
                .maxRetries(TRIES_MORE)
                .delay(Duration.ofMillis(100))
                .multiplier(2)
                .maxDelay(Duration.ofSeconds(2))
                .jitter(Duration.ofMillis(50))
                .build());
    }

    /** Three times at once, where others were in the way for a moment: what the database then says was not carried out. */
    public static Retries ofContention() {
        return new Retries(RetryPolicy.builder()
                .includes(ConcurrencyFailureException.class)
                .maxRetries(2)
                .delay(Duration.ofMillis(50))
                .jitter(Duration.ofMillis(25))
                .build());
    }

    /**
     * Does something that bears to be repeated.
     *
     * @throws RuntimeException that of the last try, or where trying again is of no use
     */
    public <T> T carryOut(Supplier<T> work) {
        try {
            return template.<T>execute(work::get);
        } catch (RetryException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }
}
