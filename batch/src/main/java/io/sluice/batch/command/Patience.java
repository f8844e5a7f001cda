package io.sluice.batch.command;

import java.time.Duration;

/** How long a command may take, counted from when this was made. Thread-safe. */
final class Patience {
    private final Duration whole;
    private final long end;

    private Patience(Duration whole) {
        this.whole = whole;
        this.end = System.nanoTime() + whole.toNanos();
    }

    /** @param whole more than zero */
    static Patience of(Duration whole) {
        return new Patience(whole);
    }

    /** All that there was. */
    Duration whole() {
        return whole;
    }

    /** What is left; never less than zero. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /** What is left, but not more than this, and at least a millisecond. */
    Duration leftUpTo(Duration most) {
        var left = left();
        var shorter = left.compareTo(most) < 0 ? left : most;
        return shorter.toMillis() == 0 ? Duration.ofMillis(1) : shorter;
    }

    boolean isOver() {
        return left().isZero();
    }

    /** Waits as long as that, but not beyond the end. */
    void pause(Duration pause) {
        try {
            Thread.sleep(leftUpTo(pause).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted");
        }
    }

    @Override
    public String toString() {
        return text(whole);
    }

    /** As durations are written on the command line and in HTTP, such as {@code 90s}. */
    static String text(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
