package io.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.HandClock;
import io.sluice.store.NodeReport;
import io.sluice.store.Nodes;
import io.sluice.store.NodesContract;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InMemoryNodesTests extends NodesContract {
    private final InMemoryNodes nodes = new InMemoryNodes(Clock.systemUTC());

    @Override
    protected Nodes nodes() {
        return nodes;
    }

    @Test
    void liveWhenTheClockHasReachedTheEndOfAReportThenIsWithoutIt() {
        var clock = new HandClock();
        var byHand = new InMemoryNodes(clock);
        var now = clock.instant();
        var report = new NodeReport("a", "localhost", "a test", "1", "LIVE", now, now, Map.of(), List.of(), null);
        byHand.report(report, Duration.ofSeconds(4));
        clock.advance(Duration.ofSeconds(4).minusNanos(1));
        assertThat(byHand.live()).containsExactly(report);
        clock.advance(Duration.ofNanos(1));
        assertThat(byHand.live()).isEmpty();
    }
}
