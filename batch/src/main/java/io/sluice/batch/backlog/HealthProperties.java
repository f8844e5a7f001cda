package io.sluice.batch.backlog;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When health says that somebody should look.
 *
 * @param backlogAge for how long an entry may be waiting before health says {@code DEGRADED}; at least {@code 1s}
 */
@ConfigurationProperties("sluice.health")
record HealthProperties(@DefaultValue("5m") Duration backlogAge) {
    HealthProperties {
        if (backlogAge.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "sluice.health.backlog-age: %s (expected: at least 1s)".formatted(backlogAge));
        }
    }
}
