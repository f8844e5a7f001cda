package io.sluice.api.admin;

import io.sluice.http.QueryParameters;
import io.sluice.setting.InvalidInputException;
import io.sluice.store.Durability;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * What a caller wants to be sure of before a write is answered.
 *
 * @param awaited whom to wait for
 * @param durability level that is to be proven; null for that of the namespace
 * @param timeout after which the answer says what has been reached so far
 */
@QueryParameters({Assurance.WAIT, Assurance.DURABILITY, Assurance.TIMEOUT})
record Assurance(Awaited awaited, @Nullable Durability durability, Duration timeout) {
    static final String WAIT = "wait";
    static final String DURABILITY = "durability";
    static final String TIMEOUT = "timeout";

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String DURATION = "a duration from 1ms to 60s, such as 2s";

    /** Whom to wait for. */
    enum Awaited {
        /** Nobody. */
        NOBODY,
        /** Every live node that follows the namespace. */
        FLEET
    }

    /** Reads the parameters; null for one that is not given. */
    static Assurance of(@Nullable String wait, @Nullable String durability, @Nullable String timeout) {
        return new Assurance(
                wait == null ? Awaited.NOBODY : awaited(wait),
                durability == null ? null : level(DURABILITY, durability),
                timeout == null ? DEFAULT_TIMEOUT : duration(timeout));
    }

    /** Reads a level, wherever it was given. */
    static Durability level(String field, String word) {
        return Durability.of(word)
                .orElseThrow(() -> new InvalidInputException(
                        field,
                        word,
                        Arrays.stream(Durability.values())
                                .map(Durability::word)
                                .collect(Collectors.joining(", ", "one of ", ""))));
    }

    private static Awaited awaited(String wait) {
        if (wait.equals("applied")) {
            return Awaited.FLEET;
        }
        throw new InvalidInputException(WAIT, wait, "applied");
    }

    private static Duration duration(String text) {
        var invalid = new InvalidInputException(TIMEOUT, text, DURATION);
        if (!text.matches("[0-9]{1,6}(ms|s)")) {
            throw invalid;
        }
        var duration = DurationStyle.SIMPLE.parse(text);
        if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
            throw invalid;
        }
        return duration;
    }
}
