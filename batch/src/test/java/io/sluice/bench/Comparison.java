package io.sluice.bench;

import java.util.Locale;

/**
 * Sluice beside the limit.
 *
 * @param bench which
 * @param variant of the bench, such as how many callers
 * @param unit of both figures
 * @param ours Sluice's figure, a round each
 * @param limit that of the least that is needed
 * @param again that of the same once more in the same round: how much figures differ by themselves
 * @param target wanted of the ratio
 */
record Comparison(
        String bench, String variant, String unit, Figures ours, Figures limit, Figures again, Target target) {

    Figures ratio() {
        return ours.over(limit);
    }

    Figures noise() {
        return again.over(limit);
    }

    boolean isReached() {
        return target.isReachedBy(ratio().median());
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-10s %-34s ours %,.1f limit %,.1f %s: ratio %.2f (%.2f to %.2f, itself %.2f), wanted %s",
                bench,
                variant,
                ours.median(),
                limit.median(),
                unit,
                ratio().median(),
                ratio().least(),
                ratio().most(),
                noise().median(),
                target);
    }
}
