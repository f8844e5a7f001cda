package io.sluice.store;

import io.sluice.store.Guarantees.Fsync;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.script.RedisScript;

/** {@code guarantees.lua} and {@code CONFIG GET}. What they tell is good for a second. */
final class RedisGuarantees {
    private static final Logger LOG = LoggerFactory.getLogger(RedisGuarantees.class);
    private static final RedisScript<List<?>> GUARANTEES = RedisCalls.script("guarantees");
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final String address;
    private final RedisCalls redis;
    private final int needed;
    private volatile @Nullable Told told;

    RedisGuarantees(Endpoint server, int needed) {
        this.address = server.address();
        this.redis = server.calls();
        this.needed = needed;
    }

    private record Told(Guarantees guarantees, long at) {}

    Guarantees get() {
        var last = told;
        if (last != null && System.nanoTime() - last.at() < FRESH.toNanos()) {
            return last.guarantees();
        }
        long asked = System.nanoTime();
        var answer = redis.strings(GUARANTEES, List.of(), List.of());
        var now = new Guarantees(
                fsync(answer.get(0).equals("1"), answer.get(1).equals("1")), Integer.parseInt(answer.get(2)), needed);
        if (last == null || !last.guarantees().equals(now)) {
            LOG.info(
                    "durability: fsync {}, {} of {} replicas: Redis at {} can prove {}",
                    now.fsync(),
                    now.replicas(),
                    now.needed(),
                    address,
                    now.levels());
        }
        told = new Told(now, asked);
        return now;
    }

    /** Whether Redis forces every change to the disk before it replies to it, without exception. */
    static boolean isAlways(UnaryOperator<@Nullable String> configuration) {
        return "yes".equals(configuration.apply("appendonly"))
                && "always".equals(configuration.apply("appendfsync"))
                && "no".equals(configuration.apply("no-appendfsync-on-rewrite"));
    }

    private Fsync fsync(boolean knowsWaitaof, boolean writesAFile) {
        if (!writesAFile) {
            return Fsync.UNPROVEN;
        }
        var configuration = configuration();
        if (configuration == null) {
            return knowsWaitaof ? Fsync.WAITAOF : Fsync.UNKNOWN;
        }
        if (isAlways(configuration::getProperty)) {
            return knowsWaitaof ? Fsync.WAITAOF : Fsync.ALWAYS;
        }
        // With "no", the system decides when, and Redis never hears of it.
        return knowsWaitaof && !"no".equals(configuration.getProperty("appendfsync")) ? Fsync.WAITAOF : Fsync.UNPROVEN;
    }

    /** Null where it may not be read. */
    private @Nullable Properties configuration() {
        try {
            return redis.call(template -> template.execute((RedisCallback<Properties>)
                    connection -> connection.serverCommands().getConfig("*append*")));
        } catch (StoreException e) {
            if (e.reason() == StoreException.Reason.UNREACHABLE) {
                throw e;
            }
            LOG.debug("durability: the configuration of Redis cannot be read", e);
            return null;
        }
    }
}
