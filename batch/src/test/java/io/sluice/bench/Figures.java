package io.sluice.bench;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** What was measured of one thing, a figure a round. */
record Figures(List<Double> rounds) {
    Figures {
        rounds = List.copyOf(rounds);
    }

    /** Each of these divided by the other's of the same round. */
    Figures over(Figures other) {
        return new Figures(IntStream.range(0, rounds.size())
                .mapToObj(i -> rounds.get(i) / other.rounds.get(i))
                .toList());
    }

    double median() {
        var sorted = rounds.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    double least() {
        return Collections.min(rounds);
    }

    double most() {
        return Collections.max(rounds);
    }
}
