package io.sluice.api.watch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much this node does for those who watch.
 *
 * @param max streams that may be open at a node; above it, 503. {@code server.tomcat.max-connections} has to be larger
 * @param heartbeat after how long at most a stream says something, by chance up to half of that earlier; its token is looked at
 *     again as often; {@code 100ms} to {@code 1h}
 * @param changes the newest change sets of each namespace that are kept, for streams to take and to resume from; at least 1
 * @param memory what all of these may take up, roughly; the namespace that takes up most gives way. A catch-up larger than a
 *     quarter of this is sent as a snapshot; at least {@code 1KB}
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
