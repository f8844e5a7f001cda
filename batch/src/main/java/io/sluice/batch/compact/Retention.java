package io.sluice.batch.compact;

import io.sluice.setting.Revision;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * For how long Redis remembers removals.
 *
 * @param retention for how long Redis remembers removals; at least {@code 1h}, and not shorter than
 *     {@code sluice.watch.tombstone-retention} of any process, or one that was away could bring back what was removed. Older
 *     ones that are archived are dropped by the job compact, and not restored
 */
@ConfigurationProperties("sluice.compact")
public record Retention(@DefaultValue("7d") Duration retention) {
    /** Nobody takes that long to read a namespace page by page. */
    private static final Duration SHORTEST = Duration.ofHours(1);

    public Retention {
        if (retention.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "sluice.compact.retention: %s (expected: at least 1h)".formatted(retention));
        }
    }

    /** Removals of this revision or an older one need be remembered no more. */
    public Revision forgotten(Instant now) {
        return new Revision(Math.max(1, ChronoUnit.MICROS.between(Instant.EPOCH, now.minus(retention))));
    }
}
