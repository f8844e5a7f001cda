package io.sluice.spring;

import static io.sluice.spring.HandReplicas.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.servers.HandClock;
import io.sluice.setting.Epoch;
import io.sluice.setting.Snapshot;
import io.sluice.watch.WatchListener.Cause;
import io.sluice.watch.WatchListener.Kind;
import io.sluice.watch.WatchState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WatchMetricsTests {
    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    private static final Pattern ROW =
            Pattern.compile("^\\| `(sluice\\.replica\\.[^`]+)`[^|]*\\| ([^|]*) \\|", Pattern.MULTILINE);

    private final HandClock clock = new HandClock();
    private final HandReplicas replicas = new HandReplicas();
    private final HandReplicas.HandReplica shop = replicas.add("shop", clock.instant());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final WatchMetrics metrics = new WatchMetrics(registry, () -> replicas, clock);

    @Test
    void startedWhenNothingWasHeardOfARedisThatIsAwayThenTheReplicaShows() {
        metrics.started();
        assertThat(gauge("state", "state", "syncing")).isEqualTo(1);
        assertThat(gauge("state", "state", "live")).isZero();
        assertThat(gauge("offset")).isZero();
        assertThat(gauge("settings")).isZero();
        assertThat(gauge("message.age")).isNaN();
        assertThat(gauge("apply.age")).isNaN();
    }

    @Test
    void gaugesWhenTheReplicaMovesThenFollowIt() {
        metrics.started();
        var written = clock.instant();
        shop.apply("a", head(7, written), clock.instant()).move(WatchState.LIVE, clock.instant());
        shop.see(head(10, written.plusMillis(1500)));
        clock.advance(Duration.ofMillis(2500));
        assertThat(gauge("state", "state", "syncing")).isZero();
        assertThat(gauge("state", "state", "live")).isEqualTo(1);
        assertThat(gauge("offset")).isEqualTo(7);
        assertThat(gauge("settings")).isEqualTo(1);
        assertThat(gauge("lag.offsets")).isEqualTo(3);
        assertThat(gauge("lag.time")).isEqualTo(1.5, within(1e-6));
        assertThat(gauge("message.age")).isEqualTo(2.5, within(1e-6));
        assertThat(gauge("apply.age")).isEqualTo(2.5, within(1e-6));
    }

    @Test
    void lagWhenTheReplicaHoldsNothingThenIsAllOfTheOffsetsAndNoTime() {
        metrics.started();
        shop.see(head(10, clock.instant()));
        assertThat(gauge("lag.offsets")).isEqualTo(10);
        assertThat(gauge("lag.time")).isNaN();
    }

    @Test
    void namespaceWhenItsReplicaFirstMovesThenIsMeasured() {
        metrics.started();
        var late = replicas.add("late", clock.instant());
        metrics.moved(late.namespace(), WatchState.SYNCING, WatchState.LIVE);
        assertThat(registry.get("sluice.replica.offset").gauges()).hasSize(2);
    }

    @Test
    void namespaceWhenItsReplicaFirstChangesThenIsMeasured() {
        var late = replicas.add("late", clock.instant());
        metrics.changed(Snapshot.empty(late.namespace()), late.snapshot(), List.of());
        assertThat(registry.get("sluice.replica.offset")
                        .tag("namespace", "late")
                        .gauges())
                .hasSize(1);
    }

    @Test
    void appliedWhenRepeatedThenOneTimerTakesAllAndNoneBelowZero() {
        metrics.applied(shop.namespace(), 1, Duration.ofMillis(4));
        metrics.applied(shop.namespace(), 1, Duration.ofMillis(-3));
        var timer =
                registry.get("sluice.replica.apply").tag("namespace", "shop").timer();
        assertThat(timer.count()).isEqualTo(2);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(4);
    }

    @Test
    void resyncedWhenToldThenIsTimedByKindAndCause() {
        metrics.resynced(shop.namespace(), Kind.DELTA, Cause.GAP, 3, Duration.ofMillis(10));
        metrics.resynced(shop.namespace(), Kind.DELTA, Cause.GAP, 3, Duration.ofMillis(10));
        metrics.resynced(shop.namespace(), Kind.FULL, Cause.EPOCH, 3, Duration.ofMillis(10));
        var gaps = registry.get("sluice.replica.resync").tags("namespace", "shop", "kind", "delta", "cause", "gap");
        assertThat(gaps.timer().count()).isEqualTo(2);
        var epochs = registry.get("sluice.replica.resync").tags("namespace", "shop", "kind", "full", "cause", "epoch");
        assertThat(epochs.timer().count()).isEqualTo(1);
    }

    @Test
    void resyncedWhenTheReplicaHasComeToAnotherEpochThenIsCountedOnce() {
        metrics.started();
        var epochs =
                registry.get("sluice.replica.epochs").tag("namespace", "shop").counter();
        shop.apply("a", head(7, clock.instant()), clock.instant());
        metrics.resynced(shop.namespace(), Kind.FULL, Cause.SUBSCRIBED, 1, Duration.ofMillis(10));
        assertThat(epochs.count()).isZero(); // the first one is no other

        shop.apply("a", head(new Epoch("2-00000000"), 1, clock.instant()), clock.instant());
        metrics.resynced(shop.namespace(), Kind.FULL, Cause.SUBSCRIBED, 1, Duration.ofMillis(10));
        metrics.resynced(shop.namespace(), Kind.DELTA, Cause.HEARTBEAT, 1, Duration.ofMillis(10));
        assertThat(epochs.count()).isOne();
    }

    @Test
    void salvagedWhenToldThenIsCounted() {
        metrics.started();
        var counter =
                registry.get("sluice.replica.salvaged").tag("namespace", "shop").counter();
        assertThat(counter.count()).isZero();
        metrics.salvaged(shop.namespace(), 12);
        assertThat(counter.count()).isEqualTo(12);
    }

    @Test
    void destroyWhenDoneThenNothingIsLeftAndNothingComesBack() {
        everything();
        metrics.destroy();
        assertThat(registry.getMeters()).isEmpty();
        everything();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void metersWhenRegisteredThenSayWhatTheyAreAndInWhatUnit() {
        everything();
        assertThat(registry.getMeters()).allSatisfy(meter -> {
            assertThat(meter.getId().getDescription()).isNotBlank();
            if (!meter.getId().getName().equals("sluice.replica.state")) {
                assertThat(meter.getId().getBaseUnit()).isNotBlank();
            }
        });
    }

    @Test
    void pageWhenReadThenNamesEveryMeterWithItsTagsAndNoOther() throws IOException {
        everything();
        var registered = registry.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.syntheticAssociation() == null)
                .collect(
                        Collectors.toMap(Meter.Id::getName, WatchMetricsTests::keys, (one, same) -> one, TreeMap::new));
        var named = ROW.matcher(Files.readString(PAGE))
                .results()
                .collect(Collectors.toMap(
                        row -> row.group(1), WatchMetricsTests::keys, (one, two) -> Set.of("twice"), TreeMap::new));
        assertThat(named).isEqualTo(registered);
    }

    private static Set<String> keys(Meter.Id id) {
        return id.getTags().stream().map(Tag::getKey).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> keys(MatchResult row) {
        return new TreeSet<>(List.of(row.group(2).split(", ")));
    }

    /** All that a watcher can tell. */
    private void everything() {
        metrics.started();
        metrics.changed(shop.snapshot(), shop.snapshot(), List.of());
        metrics.applied(shop.namespace(), 1, Duration.ofMillis(1));
        metrics.resynced(shop.namespace(), Kind.FULL, Cause.SUBSCRIBED, 1, Duration.ofMillis(1));
        metrics.salvaged(shop.namespace(), 1);
        metrics.moved(shop.namespace(), WatchState.SYNCING, WatchState.LIVE);
        metrics.moved(WatchState.SYNCING, WatchState.LIVE);
    }

    private double gauge(String name, String... tags) {
        return registry.get("sluice.replica." + name)
                .tag("namespace", "shop")
                .tags(tags)
                .gauge()
                .value();
    }
}
