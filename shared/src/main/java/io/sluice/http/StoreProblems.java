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
            case REFUSED ->
                "Redis refuses this now: "
                        + failure.refusal().map(StoreProblems::why).orElse("it does not say why.");
            case DAMAGED -> "What Redis holds there is not what Sluice wrote.";
        };
        var effect = switch (failure.outcome()) {
            case NOT_DONE -> " Nothing was changed.";
            case UNKNOWN -> " A write may have happened: repeating it with the same Idempotency-Key is safe.";
        };
        var problem = problem(what + effect, word(failure.reason()), word(failure.outcome()));
        return failure.refusal()
                .map(refusal -> problem.with("refusal", word(refusal)))
                .orElse(problem);
    }

    private static String why(StoreException.Refusal refusal) {
        return switch (refusal) {
            case OUT_OF_MEMORY -> "it holds as much as it may.";
            case READ_ONLY -> "it is a replica, and takes no changes.";
            case TOO_FEW_REPLICAS -> "fewer of its replicas are in step than it is to have.";
            case LOADING -> "it has started, and still reads its file.";
            case CANNOT_PERSIST -> "it cannot write its file.";
            case NOT_ALLOWED -> "this node is not allowed to.";
            case BUSY -> "it is at something else.";
        };
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
