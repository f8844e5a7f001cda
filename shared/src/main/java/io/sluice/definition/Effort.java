package io.sluice.definition;

import com.networknt.schema.SchemaException;
import java.util.function.Supplier;

/**
 * What one check may cost in matching expressions. It is counted and not timed, so that a slow machine judges a value as a
 * fast one does. Kept by thread, because the library tells its expressions nothing of the check that they are part of.
 */
final class Effort {
    /** Characters times the size of the expressions that they are matched with; about a second. */
    private static final long LIMIT = 20_000_000;

    private static final ThreadLocal<Effort> CURRENT = new ThreadLocal<>();

    private long left = LIMIT;

    private Effort() {}

    /** The check takes more than it may. Of the library's own kind, because it logs others with the place in the value. */
    static final class ExhaustedException extends SchemaException {
        private static final long serialVersionUID = 1L;

        ExhaustedException() {
            super("effort: exhausted (expected: at most " + LIMIT + ")");
        }
    }

    /**
     * Does something within the limit.
     *
     * @throws ExhaustedException beyond it
     */
    static <T> T limited(Supplier<T> check) {
        CURRENT.set(new Effort());
        try {
            return check.get();
        } finally {
            CURRENT.remove();
        }
    }

    /** Takes from what is left of the check that this thread is at; of no account outside of any. */
    static void spend(long cost) {
        var effort = CURRENT.get();
        if (effort != null) {
            effort.left -= cost;
            if (effort.left < 0) {
                throw new ExhaustedException();
            }
        }
    }
}
