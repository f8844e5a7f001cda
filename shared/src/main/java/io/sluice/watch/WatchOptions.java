package io.sluice.watch;

import io.sluice.store.Scope;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a watcher follows, and how.
 *
 * @param scope the namespaces to follow
 * @param heartbeat how often it looks where Redis is and says where it is itself; positive
 * @param queue how many messages may wait to be applied; at least 1
 * @param jitter by how much a catch-up that the whole fleet has to make at the same moment is put off at most, by chance;
 *     not negative
 * @param snapshots folder for snapshots on disk, which belongs to this process alone; null for none
 * @param tombstoneRetention for how long a removal is remembered at least. A node that was last right longer ago brings
 *     nothing back, for it could bring back what was removed
 */
public record WatchOptions(
        Scope scope,
        Duration heartbeat,
        int queue,
        Duration jitter,
        @Nullable Path snapshots,
        Duration tombstoneRetention) {
    public WatchOptions {
        if (heartbeat.isNegative() || heartbeat.isZero()) {
            throw new IllegalArgumentException("heartbeat: %s (expected: more than nothing)".formatted(heartbeat));
        }
        if (jitter.isNegative()) {
            throw new IllegalArgumentException("jitter: %s (expected: nothing or more)".formatted(jitter));
        }
        if (queue < 1) {
            throw new IllegalArgumentException("queue: %d (expected: 1 or more)".formatted(queue));
        }
    }
}
