package io.sluice.watch;

import io.sluice.store.Propagation;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * How long changes took to come, over the last {@link #SPAN} to twice that. Counts them in buckets, so it holds the same memory however
 * many there are, and what it tells is too long by a quarter at most. Thread-safe.
 */
final class Delays {
    static final Duration SPAN = Duration.ofSeconds(10);

    /** Parts of each power of two, as a power of two. */
    private static final int PARTS = 2;

    /** Up to 2^36 microseconds, which is most of a day; what takes longer counts as that. */
    private static final int POWERS = 36;

    private static final int BUCKETS = (POWERS - PARTS + 1) << PARTS;

    private long[] former = new long[BUCKETS];
    private long[] current = new long[BUCKETS];
    private Instant began = Instant.EPOCH;

    /** Counts one; a negative one, from clocks that differ, as none. */
    synchronized void record(Duration delay, Instant now) {
        turn(now);
        current[bucket(delay.isNegative() ? 0 : delay.toNanos() / 1000)]++;
    }

    /** What was counted lately; empty if nothing was. */
    synchronized Optional<Propagation> summary(Instant now) {
        turn(now);
        var both = new long[BUCKETS];
        long count = 0;
        for (int i = 0; i < BUCKETS; i++) {
            both[i] = former[i] + current[i];
            count += both[i];
        }
        return count == 0
                ? Optional.empty()
                : Optional.of(new Propagation(count, quantile(both, count, 50), quantile(both, count, 99)));
    }

    private void turn(Instant now) {
        if (now.isBefore(began.plus(SPAN)) && !now.isBefore(began)) {
            return;
        }
        var isNext = !now.isBefore(began) && now.isBefore(began.plus(SPAN.multipliedBy(2)));
        var emptied = former;
        former = current;
        current = emptied;
        Arrays.fill(current, 0);
        if (!isNext) {
            Arrays.fill(former, 0);
        }
        began = now;
    }

    private static Duration quantile(long[] counts, long all, int percent) {
        long wanted = (all * percent + 99) / 100;
        int at = -1;
        for (long seen = 0; seen < wanted; ) {
            seen += counts[++at];
        }
        return Duration.ofNanos(1000 * highest(at));
    }

    /** The first ones have one value each, then there are so many for each power of two. */
    private static int bucket(long micros) {
        long counted = Math.min(micros, (1L << POWERS) - 1);
        if (counted < 1 << PARTS) {
            return (int) counted;
        }
        int power = 63 - Long.numberOfLeadingZeros(counted);
        int part = (int) (counted >> (power - PARTS)) & ((1 << PARTS) - 1);
        return ((power - PARTS + 1) << PARTS) + part;
    }

    private static long highest(int bucket) {
        if (bucket < 1 << PARTS) {
            return bucket;
        }
        int power = (bucket >> PARTS) + PARTS - 1;
        long part = bucket & ((1 << PARTS) - 1);
        return (((1L << PARTS) + part + 1) << (power - PARTS)) - 1;
    }
}
