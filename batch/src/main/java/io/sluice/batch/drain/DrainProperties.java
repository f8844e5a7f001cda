package io.sluice.batch.drain;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How dirty entries are archived.
 *
 * @param workers pages of a run that are archived side by side, of one namespace or of several; 1 to 64
 */
@ConfigurationProperties("sluice.drain")
record DrainProperties(@DefaultValue("4") int workers) {
    DrainProperties {
        if (workers < 1 || workers > 64) {
            throw new IllegalArgumentException("sluice.drain.workers: %d (expected: 1 to 64)".formatted(workers));
        }
    }
}
