package io.sluice.batch.operate;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.http.ProblemException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * Asks for a run, as JSON.
 *
 * @param job its name
 * @param namespace the only one; null for all
 * @param patience how long to wait for the end, such as {@code 30s}; null for not at all
 */
record StartBody(
        @Nullable String job,
        @Nullable String namespace,
        @JsonProperty("wait") @Nullable String patience) {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final String EXPECTED = "a duration up to 10m, such as 30s";

    /** The job, which must be one of these. */
    String job(Set<String> jobs) {
        if (job == null || !jobs.contains(job)) {
            var expected = "one of " + String.join(", ", jobs);
            throw ProblemException.invalid("job", "job: %s (expected: %s)".formatted(job, expected), expected);
        }
        return job;
    }

    Duration limit() {
        if (patience == null) {
            return Duration.ZERO;
        }
        try {
            var limit = DurationStyle.detectAndParse(patience);
            if (!limit.isNegative() && limit.compareTo(LONGEST) <= 0) {
                return limit;
            }
        } catch (IllegalArgumentException e) {
            throw refused();
        }
        throw refused();
    }

    private ProblemException refused() {
        return ProblemException.invalid("wait", "wait: %s (expected: %s)".formatted(patience, EXPECTED), EXPECTED);
    }
}
