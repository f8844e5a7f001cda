package io.sluice.http;

/** What a token allows; each role includes those before it. */
public enum Role {
    /** Reads and watches. */
    READER,
    /** Writes settings too. */
    EDITOR,
    /** Starts runs, restores, defines what values are allowed. */
    OPERATOR;

    /** Whether whoever has this role may do what the other one is needed for. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
