package io.sluice.api.admin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How durability is proven.
 *
 * @param replicas of Redis that have to have a change before it counts as replicated; at least 1
 */
@ConfigurationProperties("sluice.durability")
record DurabilityProperties(@DefaultValue("1") int replicas) {
    DurabilityProperties {
        if (replicas < 1) {
            throw new IllegalArgumentException(
                    "sluice.durability.replicas: %d (expected: 1 or more)".formatted(replicas));
        }
    }
}
