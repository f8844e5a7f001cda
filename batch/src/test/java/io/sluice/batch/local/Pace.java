package io.sluice.batch.local;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waiting between looks at the servers; ends at once when the run is over. Thread-safe. */
final class Pace {
    private final CountDownLatch over = new CountDownLatch(1);

    /** The run is over: no one waits any longer. */
    void end() {
        over.countDown();
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    /** @throws LocalRunException if the run is over, or the thread was interrupted */
    void pause(Duration pause) {
        try {
            if (over.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new LocalRunException("run: over (expected: going on)");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalRunException("run: interrupted (expected: going on)", e);
        }
    }

    /**
     * Looks again and again until nothing is missing.
     *
     * @param missing what is, in words; null for nothing
     * @throws LocalRunException with the last answer, when the limit has passed
     */
    void until(Duration limit, Duration between, Supplier<@Nullable String> missing) {
        long end = System.nanoTime() + limit.toNanos();
        for (var last = missing.get(); last != null; last = missing.get()) {
            if (System.nanoTime() - end >= 0) {
                throw new LocalRunException(last + " (expected: otherwise within " + limit.toSeconds() + " s)");
            }
            pause(between);
        }
    }
}
