package io.sluice.store;

import java.util.EnumSet;
import java.util.Set;

/**
 * What Redis can prove now. It changes with its configuration and with its replicas.
 *
 * @param fsync how it proves that a change is on disk
 * @param replicas how many are in step with it
 * @param needed how many have to have a change before it counts as replicated; at least 1
 */
public record Guarantees(Fsync fsync, int replicas, int needed) {
    /** How a server proves that a change is on disk; the better, the further up. */
    public enum Fsync {
        /** It is asked: {@code WAITAOF}, from Redis 7.2. */
        WAITAOF,
        /** It replies only then: {@code appendfsync always}. */
        ALWAYS,
        /** Not at all: its append-only file is off, or is forced to the disk without anybody being told. */
        UNPROVEN,
        /** Perhaps it does, but nobody may read its configuration. */
        UNKNOWN
    }

    /** What both of two servers can prove. */
    Guarantees least(Guarantees other) {
        return new Guarantees(
                fsync.compareTo(other.fsync) >= 0 ? fsync : other.fsync, Math.min(replicas, other.replicas), needed);
    }

    /** The levels that can be proven. */
    public Set<Durability> levels() {
        var levels = EnumSet.of(Durability.MEMORY, Durability.ARCHIVED);
        if (fsync == Fsync.WAITAOF || fsync == Fsync.ALWAYS) {
            levels.add(Durability.FSYNC);
        }
        if (replicas >= needed) {
            levels.add(Durability.REPLICATED);
        }
        return levels;
    }
}
