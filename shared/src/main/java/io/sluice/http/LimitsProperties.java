package io.sluice.http;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much one request may carry.
 *
 * @param value the largest value, as compact JSON in UTF-8; whatever its size, it nests at most 480 levels
 * @param body the largest request body; at least {@code sluice.limits.value}, at most {@code 2GB}
 */
@ConfigurationProperties("sluice.limits")
public record LimitsProperties(
        @DefaultValue("256KB") DataSize value,
        @DefaultValue("8MB") DataSize body) {
    public LimitsProperties {
        if (value.toBytes() < 1) {
            throw new IllegalArgumentException("sluice.limits.value: %s (expected: at least 1B)".formatted(value));
        }
        if (body.compareTo(value) < 0 || body.toBytes() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "sluice.limits.body: %s (expected: at least sluice.limits.value, at most 2GB)".formatted(body));
        }
    }
}
