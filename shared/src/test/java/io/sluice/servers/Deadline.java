package io.sluice.servers;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for a condition that must come true in time. */
public final class Deadline {

    private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

    private Deadline() {}

    /**
     * Returns as soon as the condition holds, asking every few milliseconds.
     *
     * @param what the condition in words, for the failure
     * @throws IllegalStateException if the limit passed first, or the thread was interrupted (which stays set)
     */
    public static void await(String what, Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                throw new IllegalStateException(what + ": no (expected: within " + limit + ")");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException(what + ": interrupted while waiting");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
