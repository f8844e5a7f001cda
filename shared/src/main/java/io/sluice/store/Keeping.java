package io.sluice.store;

import java.util.ArrayList;
import java.util.List;

/**
 * How Redis is set to keep what it is given.
 *
 * @param eviction which keys it throws away when it is full, in Redis' own words
 * @param appends whether it appends what is written to a file
 */
public record Keeping(String eviction, boolean appends) {
    private static final String NONE = "noeviction";

    /** What of it will lose data one day, in words; empty if nothing will. */
    public List<String> dangers() {
        var dangers = new ArrayList<String>();
        if (!eviction.equals(NONE)) {
            dangers.add("maxmemory-policy: %s (expected: %s)".formatted(eviction, NONE));
        }
        if (!appends) {
            dangers.add("appendonly: no (expected: yes)");
        }
        return dangers;
    }
}
