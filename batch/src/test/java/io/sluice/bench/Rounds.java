package io.sluice.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Measures two things in turns, so that what changes meanwhile in the machine falls on both. */
final class Rounds {
    private static final int ROUNDS = Integer.getInteger("sluice.bench.rounds", 8);

    private final String bench;
    private final Results results;

    Rounds(String bench, Results results) {
        this.bench = bench;
        this.results = results;
    }

    /** Does it for a while, or so often. */
    interface Measured {
        /** The figure of this round. */
        double measure() throws Exception;
    }

    /** Two figures of one round. */
    interface MeasuredTwice {
        Pair measure() throws Exception;
    }

    /** Such as the middle and the end of what was measured. */
    record Pair(double first, double second) {
        /** The p50 and the p99 of times, in microseconds. */
        static Pair ofNanos(long[] took) {
            var sorted = took.clone();
            Arrays.sort(sorted);
            return new Pair(sorted[sorted.length / 2] / 1e3, sorted[(int) (sorted.length * 0.99)] / 1e3);
        }
    }

    /** Compares, after a round that does not count. */
    void compare(String variant, String unit, Target target, Measured ours, Measured limit) throws Exception {
        compare(variant, unit, target, "", null, () -> new Pair(ours.measure(), 0), () -> new Pair(limit.measure(), 0));
    }

    /** Compares the first figures of each round, and the second ones. */
    void compare(
            String first,
            String unit,
            Target firstTarget,
            String second,
            @Nullable Target secondTarget,
            MeasuredTwice ours,
            MeasuredTwice limit)
            throws Exception {
        var figures = new ArrayList<List<Pair>>();
        for (int round = -1; round < ROUNDS; round++) {
            Pair one;
            Pair bare;
            Pair again;
            if (round % 2 == 0) {
                one = ours.measure();
                bare = limit.measure();
                again = limit.measure();
            } else {
                bare = limit.measure();
                one = ours.measure();
                again = limit.measure();
            }
            if (round >= 0) {
                figures.add(List.of(one, bare, again));
            }
        }
        results.add(comparison(first, unit, firstTarget, figures, Pair::first));
        if (secondTarget != null) {
            results.add(comparison(second, unit, secondTarget, figures, Pair::second));
        }
    }

    private Comparison comparison(
            String variant, String unit, Target target, List<List<Pair>> figures, ToDoubleFunction<Pair> which) {
        return new Comparison(
                bench,
                variant,
                unit,
                column(figures, 0, which),
                column(figures, 1, which),
                column(figures, 2, which),
                target);
    }

    private static Figures column(List<List<Pair>> figures, int column, ToDoubleFunction<Pair> which) {
        return new Figures(figures.stream()
                .map(round -> which.applyAsDouble(round.get(column)))
                .toList());
    }
}
