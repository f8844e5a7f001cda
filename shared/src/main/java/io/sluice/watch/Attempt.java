package io.sluice.watch;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When to try something, and again after failures: ever more slowly, from a third of a second to five, and a little by
 * chance, so that a fleet does not come back as one.
 *
 * @param failures so far
 * @param due from when on, as {@link System#nanoTime} counts
 */
record Attempt(int failures, long due) {
    private static final Duration SHORTEST = Duration.ofMillis(300);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int DOUBLINGS = 5;

    /** The first, at once. */
    static Attempt first() {
        return new Attempt(0, System.nanoTime());
    }

    /** The first, within that time. */
    static Attempt within(Duration jitter) {
        return new Attempt(0, System.nanoTime() + ThreadLocalRandom.current().nextLong(jitter.toNanos() + 1));
    }

    /** The one that follows this one, which has failed. */
    Attempt next() {
        return after(Math.min(SHORTEST.toNanos() << Math.min(failures, DOUBLINGS), LONGEST.toNanos()));
    }

    /** The one that follows this one, which did not get as far as Redis and so has cost nothing. */
    Attempt soon() {
        return after(SHORTEST.toNanos());
    }

    private Attempt after(long pause) {
        long jittered = ThreadLocalRandom.current().nextLong(pause / 2, pause + 1);
        return new Attempt(failures + 1, System.nanoTime() + jittered);
    }

    boolean isDue() {
        return nanosUntil(System.nanoTime()) <= 0;
    }

    /** How long it still is until then, in nanoseconds; nothing or less if it is due. */
    long nanosUntil(long now) {
        return due - now;
    }
}
