package io.sluice.batch.operate;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.http.ProblemException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a run, as JSON.
 *
 * @param job its name
 * @param namespace the only one; null for all
 * @param repair whether a verify mends what it can; null for not
 * @param patience how long to wait for the end, such as {@code 30s}; null for not at all
 * @param reason why; null for none
 */
record StartBody(
        @Nullable String job,
        @Nullable String namespace,
        @Nullable Boolean repair,
        @JsonProperty("wait") @Nullable String patience,
        @Nullable String reason) {
    private static final String VERIFY = "verify";
    private static final String ONLY_VERIFY = "only with the job verify";

    /** The job, which must be one of these. */
    String job(Set<String> jobs) {
        if (job == null || !jobs.contains(job)) {
            var expected = "one of " + String.join(", ", jobs);
            throw ProblemException.invalid("job", "job: %s (expected: %s)".formatted(job, expected), expected);
        }
        return job;
    }

    /** What the job is told. */
    Map<String, String> options() {
        if (repair != null && !VERIFY.equals(job)) {
            throw ProblemException.invalid(
                    "repair", "repair: %s (expected: %s)".formatted(repair, ONLY_VERIFY), ONLY_VERIFY);
        }
        return Boolean.TRUE.equals(repair) ? Map.of("repair", "true") : Map.of();
    }

    Duration limit() {
        return Patience.read("wait", patience, Duration.ZERO);
    }
}
