package io.sluice.faults;

import java.time.Duration;
import java.util.Set;

/**
 * Something that goes wrong for a while.
 *
 * @param row of the table in docs/reliability
 * @param holds what it needs to itself: no two faults at once hold the same
 * @param shortest how long it lasts at least
 * @param longest how long it lasts at most
 * @param isForgetting whether Redis may forget by it what it has on disk
 * @param begin makes it so
 * @param end undoes it, as far as it does not heal by itself
 */
record Fault(
        String row,
        String name,
        Set<String> holds,
        Duration shortest,
        Duration longest,
        boolean isForgetting,
        Step begin,
        Step end) {
    Fault {
        holds = Set.copyOf(holds);
    }

    /** A part of a fault. */
    interface Step {
        void run() throws Exception;
    }

    static Step nothing() {
        return () -> {};
    }
}
