package io.sluice.store;

import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.script.RedisScript;

/** {@code barrier.lua}. */
final class RedisBarriers implements Barriers {
    private static final RedisScript<List<?>> BARRIER = RedisCalls.script("barrier");

    private final RedisCalls redis;

    RedisBarriers(RedisCalls redis) {
        this.redis = redis;
    }

    @Override
    public Progress progress(Namespace namespace) {
        var answer = redis.strings(BARRIER, new Keys(namespace).forBarrier(), List.of());
        return new Progress(
                answer.get(0).isEmpty() ? null : answer.get(0),
                revision(answer.get(1)),
                revision(answer.get(2)),
                Long.parseLong(answer.get(3)),
                Long.parseLong(answer.get(4)));
    }

    private static @Nullable Revision revision(String text) {
        return text.isEmpty() ? null : Revision.parse(text);
    }
}
