package io.sluice.bench;

import java.util.Locale;

/**
 * What is wanted of a ratio.
 *
 * @param most whether it may be no more than the bound; else no less
 */
record Target(double bound, boolean most) {
    static Target atMost(double bound) {
        return new Target(bound, true);
    }

    static Target atLeast(double bound) {
        return new Target(bound, false);
    }

    boolean isReachedBy(double ratio) {
        return most ? ratio <= bound : ratio >= bound;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %.2f", most ? "≤" : "≥", bound);
    }
}
