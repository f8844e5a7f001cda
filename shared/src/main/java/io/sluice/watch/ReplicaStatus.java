package io.sluice.watch;

import io.sluice.setting.Head;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a replica is doing at one moment. Times are by this process' clock.
 *
 * @param state how far it can be trusted
 * @param since when it came to that state
 * @param applied how far it has come; null before it has held anything
 * @param seen where Redis was when this process last looked; null if it has not yet, or Redis held nothing
 * @param lastMessage when the last message arrived; null if none did
 * @param lastApplied when it last changed; null if it has not since the start
 */
public record ReplicaStatus(
        WatchState state,
        Instant since,
        @Nullable Head applied,
        @Nullable Head seen,
        @Nullable Instant lastMessage,
        @Nullable Instant lastApplied) {

    /** How many changes it lacks, as far as this process knows. Of another epoch than Redis it lacks all. */
    public long lagOffsets() {
        if (seen == null) {
            return 0;
        }
        return isComparable()
                ? Math.max(0, seen.position().offset() - reached().position().offset())
                : seen.position().offset();
    }

    /** How much older than the newest change in Redis the newest is that it has; nothing if it lacks none. */
    public Duration lag() {
        if (seen == null || lagOffsets() == 0) {
            return Duration.ZERO;
        }
        var from = applied == null ? Instant.EPOCH : applied.revision().time();
        var lag = Duration.between(from, seen.revision().time());
        return lag.isNegative() ? Duration.ZERO : lag;
    }

    private boolean isComparable() {
        return seen != null
                && applied != null
                && applied.position().epoch().equals(seen.position().epoch());
    }

    private Head reached() {
        if (applied == null) {
            throw new IllegalStateException("replica: has come nowhere (expected: somewhere)");
        }
        return applied;
    }
}
