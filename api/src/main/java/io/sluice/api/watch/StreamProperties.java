package io.sluice.api.watch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much this node does for those who watch.
 *
 * @param max streams that may be open at once
 * @param heartbeat how often each of them says something, and its token is looked at again
 * @param changes the newest change sets of each namespace that are kept for streams to take and to resume from
 * @param memory what all of these may take up
 */
@ConfigurationProperties("sluice.stream")
record StreamProperties(
        @DefaultValue("2000") int max,
        @DefaultValue("15s") Duration heartbeat,
        @DefaultValue("10000") int changes,
        @DefaultValue("64MB") DataSize memory) {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofHours(1);

    StreamProperties {
        require(max >= 0, "max", max, "0 or more");
        require(
                heartbeat.compareTo(SHORTEST) >= 0 && heartbeat.compareTo(LONGEST) <= 0,
                "heartbeat",
                heartbeat,
                "100ms to 1h");
        require(changes >= 1, "changes", changes, "1 or more");
        require(memory.toBytes() >= 1024, "memory", memory, "1KB or more");
    }

    private static void require(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("sluice.stream.%s: %s (expected: %s)".formatted(name, value, expected));
        }
    }
}
