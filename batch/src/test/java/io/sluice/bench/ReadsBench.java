package io.sluice.bench;

import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** One read of a replica, and one of typed settings, beside one of a map of the same names. */
final class ReadsBench {
    private ReadsBench() {}

    static void run(Rounds rounds, Results results) throws Exception {
        for (int size : new int[] {10_000, 1_000_000}) {
            var replica = new Reading("replica", size);
            rounds.compare(
                    "replica of %,d".formatted(size), "ns", Target.atMost(1.3), replica, new Reading("map", size));
            replica.tell(results);
        }
        var typed = new Reading("typed", 10_000);
        rounds.compare("typed, of 10,000", "ns", Target.atMost(2), typed, new Reading("numbers", 10_000));
        typed.tell(results);
    }

    /** A method of {@link Reads}, which JMH calls in a process of its own each time. */
    private static final class Reading implements Rounds.Measured {
        private final String method;
        private final int size;
        private double allocated;

        Reading(String method, int size) {
            this.method = method;
            this.size = size;
        }

        @Override
        public double measure() throws RunnerException {
            var result = new Runner(new OptionsBuilder()
                            .include(Reads.class.getName() + "." + method + "$")
                            .param("size", String.valueOf(size))
                            .addProfiler(GCProfiler.class)
                            .verbosity(VerboseMode.SILENT)
                            .shouldFailOnError(true)
                            .build())
                    .runSingle();
            var bytes = Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"));
            allocated = Math.max(allocated, bytes.getScore());
            return result.getPrimaryResult().getScore();
        }

        /** The most that a read has allocated in any round. */
        void tell(Results results) {
            results.count(
                    "reads", "allocated per read, bytes, %s of %,d".formatted(method, size), Math.round(allocated));
        }
    }
}
