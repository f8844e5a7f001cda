package io.sluice.faults.load;

import java.util.Locale;

/** How sure an answer makes of a write; the checker's own word for what the product calls durability. */
public enum Level {
    MEMORY,
    FSYNC,
    REPLICATED,
    ARCHIVED;

    /** As it stands in a query and in an answer. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Level of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
