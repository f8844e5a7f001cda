package io.sluice.store;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How safe a change has to be before its writer is told of it. */
public enum Durability {
    /** Redis has it in memory: the script replied. */
    MEMORY,
    /** Redis has it on disk. */
    FSYNC,
    /** As many replicas of Redis as are asked for have it in memory. */
    REPLICATED,
    /** The archive has it, or a newer value of the same setting. */
    ARCHIVED;

    /** How it is written in JSON and in queries. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The level of that word; empty if it is none. */
    public static Optional<Durability> of(String word) {
        return Stream.of(values()).filter(level -> level.word().equals(word)).findFirst();
    }
}
