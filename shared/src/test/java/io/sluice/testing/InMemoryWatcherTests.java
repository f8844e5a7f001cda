package io.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.store.NodeReport;
import io.sluice.store.Scope;
import io.sluice.watch.NodeIdentity;
import io.sluice.watch.Replica;
import io.sluice.watch.WatchListener;
import io.sluice.watch.WatchOptions;
import io.sluice.watch.WatchState;
import io.sluice.watch.Watcher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A watcher on the stand-in does what it does on Redis. */
class InMemoryWatcherTests {
    private static final Namespace SHOP = new Namespace("shop");
    private static final Duration HEARTBEAT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(5);

    private final InMemorySluice sluice = new InMemorySluice();
    private final Recorder recorder = new Recorder();
    private final Watcher watcher = new Watcher(
            sluice.feed(),
            sluice.nodes(),
            new NodeIdentity("node", "localhost", "a-test", "1", Instant.EPOCH),
            new WatchOptions(new Scope.All(), HEARTBEAT, 1000, Duration.ZERO, null, Duration.ofDays(7)),
            sluice.store(),
            List.of(recorder),
            List::of,
            Clock.systemUTC());

    @AfterEach
    void close() {
        watcher.close();
        sluice.close();
    }

    @Test
    void startWhenSettingsExistThenCatchesUpAndGoesLive() {
        sluice.put("shop", "limits.max", 10);
        sluice.put("shop", "limits.min", 1);
        var last = sluice.remove("shop", "limits.min");
        var shop = live();
        assertThat(value(shop)).isEqualTo("10");
        assertThat(shop.snapshot().size()).isEqualTo(1);
        assertThat(reached(shop)).isEqualTo(last);
    }

    @Test
    void changeWhenLiveThenIsAppliedFromTheMessageAlone() throws Exception {
        sluice.put("shop", "limits.max", 0);
        var shop = live();
        recorder.caughtUp.clear();
        for (int i = 1; i <= 200; i++) {
            var changed = sluice.put("shop", "limits.max", i);
            assertThat(shop.awaitRevision(changed, LONG)).isTrue();
            assertThat(value(shop)).isEqualTo("" + i);
        }
        assertThat(recorder.caughtUp).isEmpty();
        assertThat(shop.state()).isEqualTo(WatchState.LIVE);
    }

    @Test
    void changesWhenDisconnectedThenReplicaIsStaleAndCatchesUpOnceConnected() {
        sluice.put("shop", "limits.max", 10);
        var shop = live();
        sluice.disconnect();
        await().until(() -> shop.state() == WatchState.STALE);
        var missed = sluice.put("shop", "limits.max", 20);
        // Beats that see the change, and must not trust it to come.
        await().until(() -> {
            var seen = shop.status().seen();
            return seen != null && seen.revision().equals(missed);
        });
        assertThat(value(shop)).isEqualTo("10");
        assertThat(shop.state()).isEqualTo(WatchState.STALE);
        sluice.connect();
        await().until(() -> shop.state() == WatchState.LIVE);
        assertThat(value(shop)).isEqualTo("20");
        assertThat(reached(shop)).isEqualTo(missed);
    }

    @Test
    void startWhenDisconnectedThenGoesLiveOnceConnected() {
        sluice.disconnect();
        sluice.put("shop", "limits.max", 10);
        watcher.start();
        await().until(() -> !sluice.nodes().live().isEmpty());
        assertThat(watcher.state()).isEqualTo(WatchState.SYNCING);
        sluice.connect();
        await().until(() -> watcher.state() == WatchState.LIVE);
        assertThat(value(watcher.find(SHOP).orElseThrow())).isEqualTo("10");
    }

    @Test
    void namespaceWhenCreatedLaterThenIsFound() {
        watcher.start();
        await().until(() -> watcher.state() == WatchState.LIVE);
        var changed = sluice.put("shop", "limits.max", 10);
        await().until(() ->
                watcher.find(SHOP).map(shop -> reached(shop).equals(changed)).orElse(false));
    }

    @Test
    void nodeWhenLiveThenReportsHowFarItIsUntilItCloses() {
        var changed = sluice.put("shop", "limits.max", 10);
        live();
        await().until(() -> sluice.nodes().live().stream().anyMatch(report -> hasApplied(report, changed)));
        watcher.close();
        assertThat(sluice.nodes().live()).isEmpty();
    }

    @Test
    void scopeWhenOnlyOneNamespaceIsFollowedThenOthersAreNotKept() throws Exception {
        try (var one = new Watcher(
                sluice.feed(),
                sluice.nodes(),
                new NodeIdentity("one", "localhost", "a-test", "1", Instant.EPOCH),
                new WatchOptions(
                        new Scope.Only(Set.of(SHOP)), HEARTBEAT, 1000, Duration.ZERO, null, Duration.ofDays(7)),
                null,
                List.of(),
                List::of,
                Clock.systemUTC())) {
            one.start();
            await().until(() -> one.state() == WatchState.LIVE);
            sluice.put("other", "limits.max", 10);
            var changed = sluice.put("shop", "limits.max", 10);
            assertThat(one.find(SHOP).orElseThrow().awaitRevision(changed, LONG))
                    .isTrue();
            assertThat(one.all()).hasSize(1);
        }
    }

    private Replica live() {
        watcher.start();
        await().until(() -> watcher.state() == WatchState.LIVE);
        return watcher.find(SHOP).orElseThrow();
    }

    private static boolean hasApplied(NodeReport report, Revision revision) {
        var head = report.applied().get(SHOP);
        return head != null && head.revision().equals(revision);
    }

    private static Revision reached(Replica replica) {
        return Objects.requireNonNull(replica.snapshot().head()).revision();
    }

    private static String value(Replica replica) {
        return Objects.requireNonNull(replica.snapshot().find("limits.max"))
                .value()
                .json();
    }

    private static final class Recorder implements WatchListener {
        private final Queue<Cause> caughtUp = new ConcurrentLinkedQueue<>();

        @Override
        public void resynced(Namespace namespace, Kind kind, Cause cause, int entries, Duration took) {
            caughtUp.add(cause);
        }
    }
}
