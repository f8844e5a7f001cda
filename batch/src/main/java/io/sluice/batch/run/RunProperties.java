package io.sluice.batch.run;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How runs are carried out.
 *
 * @param deadAfter a run whose process has given no sign of life for this long is taken for dead, closed as failed, and replaced;
 *     signs come four times as often; at least {@code 1s}
 * @param concurrency runs, each of another job or for another scope, that one node carries out at a time; at least 1
 * @param share whether this node helps with large drains of other nodes, and lets them help with its own
 */
@ConfigurationProperties("sluice.run")
public record RunProperties(
        @DefaultValue("12s") Duration deadAfter,
        @DefaultValue("8") int concurrency,
        @DefaultValue("true") boolean share) {
    private static final int SIGNS = 4;

    public RunProperties {
        if (deadAfter.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "sluice.run.dead-after: %s (expected: at least 1s)".formatted(deadAfter));
        }
        if (concurrency < 1) {
            throw new IllegalArgumentException(
                    "sluice.run.concurrency: %d (expected: at least 1)".formatted(concurrency));
        }
    }

    /** How often the process of a run gives a sign of life. */
    Duration pulse() {
        return deadAfter.dividedBy(SIGNS);
    }
}
