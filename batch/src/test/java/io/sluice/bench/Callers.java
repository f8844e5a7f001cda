package io.sluice.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Callers who wait for each answer before they call again. */
final class Callers {
    private Callers() {}

    /** One call. */
    interface Call {
        void call(int caller) throws Exception;
    }

    /** So many callers for so long: calls a second. */
    static double rate(int callers, long nanos, Call call) throws Exception {
        var threads = Executors.newFixedThreadPool(callers);
        try {
            long begun = System.nanoTime();
            long end = begun + nanos;
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                int caller = i;
                counts.add(threads.submit(() -> {
                    int count = 0;
                    while (System.nanoTime() < end) {
                        call.call(caller);
                        count++;
                    }
                    return count;
                }));
            }
            long sum = 0;
            for (var count : counts) {
                sum += count.get();
            }
            return sum * 1e9 / (System.nanoTime() - begun);
        } finally {
            threads.shutdownNow();
        }
    }
}
