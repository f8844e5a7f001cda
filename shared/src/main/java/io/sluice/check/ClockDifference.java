package io.sluice.check;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * How far the clock of a server is from ours. The answer was on its way for a while, and nobody knows where in that time the
 * server looked at its clock.
 *
 * @param ahead how far the server is ahead of us, taken in the middle of that time; negative if it is behind
 * @param uncertainty by how much that may be wrong, in both directions: half of that time
 */
public record ClockDifference(Duration ahead, Duration uncertainty) {
    /** As much as two clocks may differ. */
    public static final Duration LIMIT = Duration.ofSeconds(1);

    public ClockDifference {
        if (uncertainty.isNegative()) {
            throw new IllegalArgumentException("uncertainty: %s (expected: not negative)".formatted(uncertainty));
        }
    }

    /**
     * Measures it.
     *
     * @param theirs asks the server what time it is
     */
    public static ClockDifference measured(Clock ours, Supplier<Instant> theirs) {
        var asked = ours.instant();
        long begun = System.nanoTime();
        var told = theirs.get();
        var half = Duration.ofNanos((System.nanoTime() - begun) / 2);
        return new ClockDifference(Duration.between(asked.plus(half), told), half);
    }

    /** The requirement that the clocks of that server and of this node agree. */
    public static Requirement requirement(String id) {
        return new Requirement(
                id,
                "within %d s of this node's clock".formatted(LIMIT.toSeconds()),
                "Have the machines of the server and of all nodes set their clocks by NTP.");
    }

    /** A warning only where the clocks differ by too much whenever in that time the server looked. */
    public Check judge(Requirement requirement) {
        var distance = ahead.abs();
        if (distance.minus(uncertainty).compareTo(LIMIT) > 0) {
            return requirement.warning(toString());
        }
        return uncertainty.compareTo(LIMIT) > 0
                ? requirement.unknown("the answer took %s s".formatted(seconds(uncertainty.multipliedBy(2))))
                : requirement.ok(toString());
    }

    @Override
    public String toString() {
        return "%s s %s, give or take %s s"
                .formatted(seconds(ahead.abs()), ahead.isNegative() ? "behind" : "ahead", seconds(uncertainty));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
    }
}
