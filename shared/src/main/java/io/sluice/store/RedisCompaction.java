package io.sluice.store;

import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import org.springframework.data.redis.core.script.RedisScript;

/** {@code compact.lua}. */
final class RedisCompaction implements Compaction {
    private static final RedisScript<Long> COMPACT = RedisCalls.counting("compact");

    private final RedisCalls redis;

    RedisCompaction(RedisCalls redis) {
        this.redis = redis;
    }

    @Override
    public int compact(Namespace namespace, Revision upTo, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit: %d (expected: 1 or more)".formatted(limit));
        }
        var keys = new Keys(namespace).forCompact();
        return redis.call(template -> template.execute(COMPACT, keys, upTo.toString(), Integer.toString(limit)))
                .intValue();
    }
}
