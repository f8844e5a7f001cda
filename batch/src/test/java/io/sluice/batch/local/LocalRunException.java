package io.sluice.batch.local;

/** Why the local run cannot go on, in words for the person who started it: {@code what: value (expected: …)}. */
final class LocalRunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LocalRunException(String message) {
        super(message);
    }

    LocalRunException(String message, Throwable cause) {
        super(message, cause);
    }
}
