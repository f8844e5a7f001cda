package io.sluice.batch.operate;

/** An answer cannot be gone on with, and has begun already: the connection is closed before its end. */
final class CutOffException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CutOffException(Throwable cause) {
        super("answer: cut off (expected: all of it)", cause);
    }
}
