package io.sluice.watch;

import io.sluice.store.Scope;
import java.time.Duration;

/**
 * What a watcher follows, and how.
 *
 * @param scope the namespaces to follow
 * @param heartbeat how often it looks where Redis is and says where it is itself; positive
 * @param queue how many messages may wait to be applied; at least 1
 */
public record WatchOptions(Scope scope, Duration heartbeat, int queue) {
    public WatchOptions {
        if (heartbeat.isNegative() || heartbeat.isZero()) {
            throw new IllegalArgumentException("heartbeat: %s (expected: more than nothing)".formatted(heartbeat));
        }
        if (queue < 1) {
            throw new IllegalArgumentException("queue: %d (expected: 1 or more)".formatted(queue));
        }
    }
}
