package io.sluice.spring;

import static io.sluice.spring.HandReplicas.head;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.HandClock;
import io.sluice.watch.WatchState;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class WatcherHealthTests {
    private final HandClock clock = new HandClock();
    private final HandReplicas replicas = new HandReplicas();
    private final HandReplicas.HandReplica shop = replicas.add("shop", clock.instant());

    @Test
    void healthWhenSyncingForTheFirstTimeThenIsDown() {
        assertThat(of(null).health().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void healthWhenANamespaceAppearsLaterThenIsStillUp() {
        var health = of(Duration.ZERO);
        move(health, WatchState.LIVE);
        replicas.add("late", clock.instant());
        move(health, WatchState.SYNCING);
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        assertThat(health.health().getDetails()).containsEntry("state", WatchState.SYNCING);
    }

    @Test
    void healthWhenClosedThenIsDown() {
        var health = of(null);
        move(health, WatchState.LIVE);
        move(health, WatchState.CLOSED);
        assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void healthWhenStaleAndNoLimitIsSetThenIsUpForEver() {
        var health = of(null);
        stale(health);
        clock.advance(Duration.ofDays(365));
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        assertThat(health.health().getDetails()).containsEntry("state", WatchState.STALE);
    }

    @Test
    void healthWhenStaleUpToTheLimitThenIsUpAndThenOutOfServiceAndSaysWhy() {
        var health = of(Duration.ofSeconds(30));
        stale(health);
        clock.advance(Duration.ofMillis(29_999));
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        clock.advance(Duration.ofMillis(1));
        assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(health.health().getDetails())
                .containsEntry("reason", "stale for PT30S (sluice.watch.ready-while-stale: PT30S)");
        move(health, WatchState.LIVE);
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void healthWhenTheLimitIsNothingThenIsOutOfServiceAtOnce() {
        var health = of(Duration.ZERO);
        stale(health);
        assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
    }

    @Test
    void healthWhenReplicasTurnStaleOneAfterTheOtherThenTheLongestCounts() {
        var health = of(Duration.ofSeconds(30));
        var other = replicas.add("other", clock.instant()).move(WatchState.LIVE, clock.instant());
        stale(health);
        clock.advance(Duration.ofSeconds(20));
        other.move(WatchState.STALE, clock.instant());
        clock.advance(Duration.ofSeconds(20));
        assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        shop.move(WatchState.LIVE, clock.instant());
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void healthWhenOnlyEmptyNamespacesAreFollowedThenTheWatchersOwnTimeCounts() {
        var health = of(Duration.ofSeconds(30));
        shop.move(WatchState.LIVE, clock.instant());
        move(health, WatchState.LIVE);
        clock.advance(Duration.ofHours(1));
        replicas.move(WatchState.STALE);
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        move(health, WatchState.STALE);
        clock.advance(Duration.ofSeconds(30));
        assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
    }

    @Test
    void detailsWhenTheReplicaIsBehindThenSayHowFar() {
        var written = clock.instant();
        shop.apply("a", head(7, written), written).move(WatchState.STALE, written);
        shop.see(head(10, written.plusMillis(1500)));
        assertThat(details(of(null).health()))
                .containsEntry("state", WatchState.STALE)
                .containsEntry("since", written)
                .containsEntry("settings", 1)
                .containsEntry("position", head(7, written).position().toString())
                .containsEntry("offset", 7L)
                .containsEntry("revision", head(7, written).revision().micros())
                .containsEntry("lag", Map.of("offsets", 3L, "milliseconds", 1500L))
                .containsEntry("lastMessage", written)
                .containsEntry("lastApplied", written);
    }

    @Test
    void detailsWhenTheReplicaHoldsNothingThenClaimNoTimes() {
        shop.see(head(10, clock.instant()));
        assertThat(details(of(null).health()))
                .containsEntry("lag", Map.of("offsets", 10L))
                .containsOnlyKeys("state", "since", "settings", "lag");
    }

    private WatcherHealth of(@Nullable Duration readyWhileStale) {
        return new WatcherHealth(() -> replicas, new ConnectionJournal(clock), readyWhileStale, clock);
    }

    private void stale(WatcherHealth health) {
        move(health, WatchState.LIVE);
        shop.apply("a", head(1, clock.instant()), clock.instant()).move(WatchState.STALE, clock.instant());
        move(health, WatchState.STALE);
    }

    private void move(WatcherHealth health, WatchState next) {
        var from = replicas.state();
        replicas.move(next);
        if (next == WatchState.LIVE) {
            shop.move(next, clock.instant());
        }
        health.moved(from, next);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> details(Health health) {
        var namespaces =
                (Map<String, Object>) Objects.requireNonNull(health.getDetails().get("namespaces"));
        return (Map<String, Object>) Objects.requireNonNull(namespaces.get("shop"));
    }
}
