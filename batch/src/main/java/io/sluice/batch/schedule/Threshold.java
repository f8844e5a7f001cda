package io.sluice.batch.schedule;

import io.sluice.batch.backlog.Look;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When enough is waiting for a drain to start before its time, and when one that did not help may be followed by another:
 * after a second, then two, four, up to a minute. Whatever time is given comes from one clock. For one thread.
 */
final class Threshold {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final @Nullable Long dirty;
    private final @Nullable Duration age;
    private Instant next = Instant.MIN;
    private Duration pause = FIRST_PAUSE;

    /** Of a timing; one that is not enabled is never reached. */
    Threshold(Timing timing) {
        this.dirty = timing.enabled() ? timing.whenDirty() : null;
        this.age = timing.enabled() ? timing.whenOlderThan() : null;
    }

    /** Whether there is any. */
    boolean isSet() {
        return dirty != null || age != null;
    }

    /** Whether to start a drain now. */
    boolean isDue(Look look, Instant now) {
        if (!isReached(look, now)) {
            next = Instant.MIN;
            pause = FIRST_PAUSE;
            return false;
        }
        return !now.isBefore(next);
    }

    /** A drain has started. */
    void started(Instant now) {
        next = now.plus(pause);
        var twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    private boolean isReached(Look look, Instant now) {
        if (look.waiting() == 0) {
            return false;
        }
        return (dirty != null && look.waiting() >= dirty)
                || (age != null
                        && look.oldest(now)
                                .filter(oldest -> oldest.compareTo(age) >= 0)
                                .isPresent());
    }
}
