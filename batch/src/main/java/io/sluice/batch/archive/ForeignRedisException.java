package io.sluice.batch.archive;

/** Redis and the archive belong to two installations: what one holds says nothing of the other. */
public final class ForeignRedisException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ForeignRedisException(String there, String here) {
        super("sluice:installation in Redis: %s (expected: %s, as in the table installation; or none, in a new Redis)"
                .formatted(there, here));
    }
}
