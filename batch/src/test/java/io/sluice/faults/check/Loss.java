package io.sluice.faults.check;

import io.sluice.faults.load.Level;
import java.util.Set;

/**
 * A fault that may make Redis forget.
 *
 * @param from microseconds since 1970, as of the oldest thing that it may forget
 * @param to microseconds since 1970
 * @param covered by these levels writes were safe from it
 */
public record Loss(long from, long to, Set<Level> covered) {
    public Loss {
        covered = Set.copyOf(covered);
    }
}
