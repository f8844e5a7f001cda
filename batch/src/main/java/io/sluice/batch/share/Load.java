package io.sluice.batch.share;

import io.sluice.setting.Namespace;
import java.util.Collection;

/**
 * How much there is to do in a namespace.
 *
 * @param namespace where
 * @param amount of entries, or of records; 0 if that is not known or nothing, which nobody is asked to take over
 */
public record Load(Namespace namespace, long amount) {
    /** Of so many entries or records is a page, as nearly all are. */
    private static final long PAGE = 1000;

    public Load {
        if (amount < 0) {
            throw new IllegalArgumentException("load of %s: %d (expected: 0 or more)".formatted(namespace, amount));
        }
    }

    /** How many pages that is. */
    long pages() {
        return pages(amount);
    }

    /** How many pages so many entries or records are. */
    public static long pages(long amount) {
        return (amount + PAGE - 1) / PAGE;
    }

    static long pages(Collection<Load> loads) {
        return loads.stream().mapToLong(Load::pages).sum();
    }
}
