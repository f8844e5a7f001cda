package io.sluice.http;

import io.sluice.store.StoreException;
import java.util.Locale;

/** Tells what went wrong with Redis, and what the caller may do now; nothing of how Redis is reached. */
final class StoreProblems {
    static final String RETRY_AFTER_SECONDS = "1";

    private StoreProblems() {}

    static ProblemException of(StoreException failure) {
        var what = switch (failure.reason()) {
            case UNREACHABLE -> "Redis is unreachable, or did not answer in time.";
            case REFUSED -> "Redis refuses this now: it is full, read-only, loading, or short of replicas.";
            case DAMAGED -> "What Redis holds there is not what Sluice wrote.";
        };
        var effect = switch (failure.outcome()) {
            case NOT_DONE -> " Nothing was changed.";
            case UNKNOWN -> " A write may have happened: repeating it with the same Idempotency-Key is safe.";
        };
        return problem(what + effect, word(failure.reason()), word(failure.outcome()));
    }

    static ProblemException damaged() {
        return problem(
                "What Redis holds there is not what Sluice wrote.",
                word(StoreException.Reason.DAMAGED),
                word(StoreException.Outcome.UNKNOWN));
    }

    private static ProblemException problem(String detail, String reason, String outcome) {
        return ProblemException.of(ProblemType.STORE_UNAVAILABLE, detail)
                .with("reason", reason)
                .with("outcome", outcome);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
