package io.sluice.store;

/** Redis could not be asked, or refused. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final Outcome outcome;

    StoreException(Reason reason, Outcome outcome, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.outcome = outcome;
    }

    /** Why it failed. */
    public enum Reason {
        /** Redis is not there, or did not answer in time. */
        UNREACHABLE,
        /** Redis answered that it cannot now: out of memory, read-only, loading, too few replicas, disk failure. */
        REFUSED,
        /** What Redis holds is not what Sluice wrote, such as a key of another type. */
        DAMAGED
    }

    /** What is known of the command's effect. */
    public enum Outcome {
        /** Nothing was changed. */
        NOT_DONE,
        /** It may have been carried out. */
        UNKNOWN
    }

    public Reason reason() {
        return reason;
    }

    public Outcome outcome() {
        return outcome;
    }
}
