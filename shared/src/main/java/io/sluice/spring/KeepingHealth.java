package io.sluice.spring;

import io.sluice.store.Keeping;
import io.sluice.store.StoreException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Whether Redis is set to keep what it is given: degraded if one day it will throw data away, or lose it with its process.
 * A thread of its own looks every few seconds; who asks for health asks nobody. Thread-safe.
 */
public final class KeepingHealth implements HealthIndicator, AutoCloseable {
    /** It works, and needs attention. */
    public static final Status DEGRADED = new Status("DEGRADED");

    private static final Logger LOG = LoggerFactory.getLogger(KeepingHealth.class);
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final Supplier<Keeping> redis;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        var looking = new Thread(task, "sluice-keeping");
        looking.setDaemon(true);
        return looking;
    });

    /** Null before the first look, and while Redis cannot be asked. */
    private volatile @Nullable Keeping seen;

    // Of the one thread that looks.
    private @Nullable Keeping told;

    /**
     * Looks from now on.
     *
     * @param redis asks it; may throw {@link StoreException}
     */
    public KeepingHealth(Supplier<Keeping> redis) {
        this.redis = redis;
        var unused = thread.scheduleWithFixedDelay(this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public Health health() {
        var now = seen;
        if (now == null) {
            return Health.unknown().build();
        }
        var dangers = now.dangers();
        var health = dangers.isEmpty() ? Health.up() : Health.status(DEGRADED).withDetail("reasons", dangers);
        return health.withDetail("eviction", now.eviction())
                .withDetail("appends", now.appends())
                .build();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void look() {
        try {
            var now = redis.get();
            if (!now.equals(told)) {
                now.dangers().forEach(danger -> LOG.warn("Redis will not keep everything: {}", danger));
                if (told != null && now.dangers().isEmpty()) {
                    LOG.info("Redis is set to keep everything again");
                }
                told = now;
            }
            seen = now;
        } catch (StoreException e) {
            LOG.debug("keeping: Redis cannot be asked", e);
            seen = null;
        } catch (RuntimeException e) {
            LOG.error("keeping: not seen; looking again", e);
            seen = null;
        }
    }
}
