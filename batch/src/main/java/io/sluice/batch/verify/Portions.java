package io.sluice.batch.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Cuts pages into parts that are in memory several times over without taking up much of it. */
final class Portions {
    private static final int MOST = 500;
    private static final long LARGEST = 1024 * 1024;

    private Portions() {}

    /** In the same order; each of at most 500, and of at most 1 MiB unless one alone is larger. */
    static <T> List<List<T>> of(List<T> all, ToLongFunction<T> size) {
        var portions = new ArrayList<List<T>>();
        int from = 0;
        long sum = 0;
        for (int at = 0; at < all.size(); at++) {
            long next = size.applyAsLong(all.get(at));
            if (at > from && (at - from == MOST || sum + next > LARGEST)) {
                portions.add(all.subList(from, at));
                from = at;
                sum = 0;
            }
            sum += next;
        }
        if (from < all.size()) {
            portions.add(all.subList(from, all.size()));
        }
        return portions;
    }
}
