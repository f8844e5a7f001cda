package io.sluice.api.admin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How durability is proven.
 *
 * @param replicas replicas of Redis that must have a change before it counts as {@code replicated}; at least 1
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
