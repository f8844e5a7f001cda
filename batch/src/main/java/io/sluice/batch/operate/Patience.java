package io.sluice.batch.operate;

import io.sluice.http.ProblemException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/** How long a caller is ready to wait. */
final class Patience {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final String EXPECTED = "a duration up to 10m, such as 30s";

    private Patience() {}

    /**
     * Reads it.
     *
     * @param field where the caller gave it
     * @param text null if it is missing
     * @param otherwise what counts then
     */
    static Duration read(String field, @Nullable String text, Duration otherwise) {
        if (text == null) {
            return otherwise;
        }
        try {
            var limit = DurationStyle.detectAndParse(text);
            if (!limit.isNegative() && limit.compareTo(LONGEST) <= 0) {
                return limit;
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw refused(field, text);
        }
        throw refused(field, text);
    }

    private static ProblemException refused(String field, String text) {
        return ProblemException.invalid(field, "%s: %s (expected: %s)".formatted(field, text, EXPECTED), EXPECTED);
    }
}
