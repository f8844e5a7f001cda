package io.sluice.http;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a token allows; each role includes those before it. */
public enum Role {
    /** Reads and watches. */
    READER,
    /** Writes settings too. */
    EDITOR,
    /** Starts runs, restores, defines what values are allowed. */
    OPERATOR;

    /** The one of that name, in any case; null if there is none. */
    static @Nullable Role of(String name) {
        return Arrays.stream(values())
                .filter(role -> role.name().equalsIgnoreCase(name))
                .findFirst()
                .orElse(null);
    }

    /** Its name in configuration, claims and problems. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether whoever has this role may do what the other one is needed for. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
