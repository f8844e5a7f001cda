package io.sluice.store;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Redis could not be asked, or refused. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final Outcome outcome;
    private final @Nullable Refusal refusal;

    StoreException(Reason reason, Outcome outcome, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.outcome = outcome;
        this.refusal = null;
    }

    /** Redis has answered that it cannot now. */
    StoreException(Refusal refusal, String message, Throwable cause) {
        super(message, cause);
        this.reason = Reason.REFUSED;
        this.outcome = Outcome.NOT_DONE;
        this.refusal = refusal;
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

    /** Why Redis refuses. */
    public enum Refusal {
        /** It holds as much as it may. */
        OUT_OF_MEMORY,
        /** It is a replica, as after a failover. */
        READ_ONLY,
        /** Fewer replicas are in step than it is to have. */
        TOO_FEW_REPLICAS,
        /** It has started, and still reads its file. */
        LOADING,
        /** It cannot write its file. */
        CANNOT_PERSIST,
        /** This process is not allowed to. */
        NOT_ALLOWED,
        /** It is at something else. */
        BUSY
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

    /** Why Redis refuses; empty unless that is the reason. */
    public Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }
}
