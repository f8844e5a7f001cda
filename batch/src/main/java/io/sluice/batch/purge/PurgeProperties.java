package io.sluice.batch.purge;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * For how long what Sluice writes about itself is kept.
 *
 * @param runs for how long the record of a run is kept after its end; at least {@code 1h}. The last run of each job is kept
 *     longer
 * @param actions for how long it is kept what operators did; at least {@code 1h}
 */
@ConfigurationProperties("sluice.purge")
record PurgeProperties(
        @DefaultValue("30d") Duration runs,
        @DefaultValue("400d") Duration actions) {
    private static final Duration SHORTEST = Duration.ofHours(1);

    PurgeProperties {
        require("runs", runs);
        require("actions", actions);
    }

    private static void require(String name, Duration time) {
        if (time.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("sluice.purge.%s: %s (expected: at least 1h)".formatted(name, time));
        }
    }
}
