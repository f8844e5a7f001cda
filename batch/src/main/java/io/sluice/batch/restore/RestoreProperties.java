package io.sluice.batch.restore;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When Redis is restored without anybody asking for it.
 *
 * @param every how often a node looks whether Redis was emptied, restarted or failed over, or has a new namespace; at least
 *     {@code 100ms}, or {@code 0s} for never
 */
@ConfigurationProperties("sluice.restore")
record RestoreProperties(@DefaultValue("2s") Duration every) {
    private static final Duration SHORTEST = Duration.ofMillis(100);

    RestoreProperties {
        if (!every.isZero() && every.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "sluice.restore.every: %s (expected: at least 100ms, or 0s for never)".formatted(every));
        }
    }
}
