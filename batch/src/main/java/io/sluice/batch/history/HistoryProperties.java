package io.sluice.batch.history;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the history is archived.
 *
 * @param keep archived history records of each namespace that stay in Redis, for reading and for rollbacks
 * @param retention for how long MySQL keeps every change, such as {@code 365d}; at least {@code 1m}; for ever if not given. Of
 *     older ones, each setting keeps the newest, so that everything since then can be told. The job purge drops the others
 */
@ConfigurationProperties("sluice.history")
record HistoryProperties(
        @DefaultValue("1000") int keep, @Nullable Duration retention) {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    /** The time since 1970 has to be longer. */
    private static final Duration LONGEST = Duration.ofDays(50 * 365);

    HistoryProperties {
        if (keep < 0) {
            throw new IllegalArgumentException("sluice.history.keep: %d (expected: 0 or more)".formatted(keep));
        }
        if (retention != null && (retention.compareTo(SHORTEST) < 0 || retention.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException(
                    "sluice.history.retention: %s (expected: from %s to %d days, or none for ever)"
                            .formatted(retention, SHORTEST, LONGEST.toDays()));
        }
    }
}
