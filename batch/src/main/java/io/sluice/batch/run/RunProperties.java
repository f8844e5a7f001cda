package io.sluice.batch.run;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How runs are carried out.
 *
 * @param deadAfter after how long without a sign of life the process of a run counts as dead
 * @param concurrency how many runs, each for another scope, one node carries out at a time
 */
@ConfigurationProperties("sluice.drain")
record RunProperties(
        @DefaultValue("60s") Duration deadAfter,
        @DefaultValue("4") int concurrency) {
    RunProperties {
        if (deadAfter.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "sluice.drain.dead-after: %s (expected: at least 1s)".formatted(deadAfter));
        }
        if (concurrency < 1) {
            throw new IllegalArgumentException(
                    "sluice.drain.concurrency: %d (expected: at least 1)".formatted(concurrency));
        }
    }
}
