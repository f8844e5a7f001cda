package io.sluice.batch.archive;

/** Something is archived, but Redis could not be told; it stays in the backlog, and is archived once more without effect. */
public final class NotAcknowledgedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotAcknowledgedException(String what, Throwable cause) {
        super("archived but not acknowledged, so the next run repeats it: " + what, cause);
    }
}
