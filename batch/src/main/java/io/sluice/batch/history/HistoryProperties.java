package io.sluice.batch.history;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the history is archived.
 *
 * @param keep how many archived records of each namespace stay in Redis, for reading and for rollbacks
 */
@ConfigurationProperties("sluice.history")
record HistoryProperties(@DefaultValue("1000") int keep) {
    HistoryProperties {
        if (keep < 0) {
            throw new IllegalArgumentException("sluice.history.keep: %d (expected: 0 or more)".formatted(keep));
        }
    }
}
