package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.setting.Epoch;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link Nodes} does. */
public abstract class NodesContract {
    private static final Namespace SHOP = new Namespace("shop");
    private static final Namespace LIMITS = new Namespace("limits");
    private static final Duration LONG = Duration.ofMinutes(1);

    private final String prefix = UUID.randomUUID() + "-";

    protected abstract Nodes nodes();

    @Test
    void liveWhenReportedThenGivesTheReport() {
        var report = report(
                "a",
                Map.of(SHOP, head(7), LIMITS, head(9_007_199_254_740_991L)),
                List.of(
                        new Rejection(LIMITS, new SettingName("a:b/größe"), new Revision(1), "no number: more words"),
                        new Rejection(SHOP, new SettingName("limits.max"), new Revision(2), "too large")),
                "2026-11-22T10:00:00Z Redis does not answer");
        nodes().report(report, LONG);
        assertThat(own()).containsExactly(report);
    }

    @Test
    void reportWhenThereIsAFormerOneThenReplacesItEntirely() {
        var rejection = new Rejection(SHOP, new SettingName("limits.max"), new Revision(2), "too large");
        nodes().report(report("a", Map.of(SHOP, head(7), LIMITS, head(8)), List.of(rejection), "an error"), LONG);
        var newer = report("a", Map.of(SHOP, head(9)), List.of(), null);
        nodes().report(newer, LONG);
        assertThat(own()).containsExactly(newer);
    }

    @Test
    void liveWhenThereAreSeveralThenGivesThemById() {
        for (var id : List.of("b", "c", "a")) {
            nodes().report(report(id, Map.of(), List.of(), null), LONG);
        }
        assertThat(own()).extracting(NodeReport::id).containsExactly(prefix + "a", prefix + "b", prefix + "c");
    }

    @Test
    void removeWhenReportedThenTakesOutThatNodeAlone() {
        nodes().report(report("a", Map.of(), List.of(), null), LONG);
        nodes().report(report("b", Map.of(), List.of(), null), LONG);
        nodes().remove(prefix + "a");
        nodes().remove(prefix + "unknown");
        assertThat(own()).extracting(NodeReport::id).containsExactly(prefix + "b");
    }

    @Test
    void liveWhenAReportHasExpiredThenIsWithoutIt() {
        nodes().report(report("a", Map.of(), List.of(), null), Duration.ofMillis(30));
        nodes().report(report("b", Map.of(), List.of(), null), LONG);
        await().until(() -> own().size() == 1);
        assertThat(own()).extracting(NodeReport::id).containsExactly(prefix + "b");
    }

    @Test
    void reportWhenRepeatedThenLivesAsLongAsTheLastOneSays() {
        nodes().report(report("a", Map.of(), List.of(), null), LONG);
        nodes().report(report("a", Map.of(), List.of(), null), Duration.ofMillis(30));
        await().until(() -> own().isEmpty());
    }

    @Test
    void liveWhenANodeTellsWhatItFollowsThenGivesThatToo() {
        var all = following("a", new Scope.All(), Map.of());
        var some = following("b", new Scope.Only(Set.of(SHOP, LIMITS)), Map.of(SHOP, head(7)));
        nodes().report(all, LONG);
        nodes().answer(some, LONG);
        assertThat(own()).containsExactly(all, some);
    }

    @Test
    void liveWhenANodeTellsHowLongChangesTookThenGivesThatToo() {
        var plain = report("a", Map.of(SHOP, head(7), LIMITS, head(8)), List.of(), null);
        var telling = new NodeReport(
                plain.id(),
                plain.host(),
                plain.application(),
                plain.version(),
                plain.state(),
                plain.startedAt(),
                plain.reportedAt(),
                null,
                plain.applied(),
                Map.of(SHOP, new Propagation(180, Duration.ofNanos(1_023_000), Duration.ofHours(1))),
                plain.rejected(),
                null);
        nodes().report(telling, LONG);
        assertThat(own()).containsExactly(telling);
        nodes().report(plain, LONG);
        assertThat(own()).containsExactly(plain);
    }

    @Test
    void followersWhenSeveralThenThoseOfTheNamespaceWithWhatTheyHaveAndRefuseThere() {
        var there = new Rejection(SHOP, new SettingName("a:b/größe"), new Revision(1), "no number: more words");
        var elsewhere = new Rejection(LIMITS, new SettingName("a"), new Revision(1), "no number");
        nodes().report(following("d", new Scope.All(), Map.of()), LONG);
        nodes().report(following("c", new Scope.Only(Set.of(LIMITS)), Map.of(LIMITS, head(9))), LONG);
        nodes().report(following("b", new Scope.Only(Set.of(SHOP, LIMITS)), Map.of(LIMITS, head(9))), LONG);
        nodes().report(report("a", Map.of(SHOP, head(7)), List.of(there, elsewhere), null), LONG);
        nodes().report(report("e", Map.of(SHOP, head(7)), List.of(), null), Duration.ofMillis(30));
        await().untilAsserted(() -> assertThat(ownFollowers())
                .containsExactly(
                        new Follower(prefix + "a", head(7), List.of(there)),
                        new Follower(prefix + "b", null, List.of()),
                        new Follower(prefix + "d", null, List.of())));
    }

    @Test
    void followersWhenTheNameIsPartOfAnotherThenTheyAreApart() {
        nodes().report(following("a", new Scope.Only(Set.of(new Namespace("shop-2"))), Map.of()), LONG);
        assertThat(ownFollowers()).isEmpty();
    }

    private List<Follower> ownFollowers() {
        return nodes().followers(SHOP).stream()
                .filter(follower -> follower.node().startsWith(prefix))
                .toList();
    }

    private NodeReport following(String id, Scope scope, Map<Namespace, Head> applied) {
        var plain = report(id, applied, List.of(), null);
        return new NodeReport(
                plain.id(),
                plain.host(),
                plain.application(),
                plain.version(),
                plain.state(),
                plain.startedAt(),
                plain.reportedAt(),
                scope,
                plain.applied(),
                plain.propagation(),
                plain.rejected(),
                plain.lastError());
    }

    private List<NodeReport> own() {
        return nodes().live().stream()
                .filter(report -> report.id().startsWith(prefix))
                .toList();
    }

    private NodeReport report(
            String id, Map<Namespace, Head> applied, List<Rejection> rejected, @Nullable String lastError) {
        var started = Instant.parse("2026-11-22T09:00:00.123456789Z");
        return new NodeReport(
                prefix + id,
                "localhost",
                "a test",
                "1",
                "LIVE",
                started,
                started.plusSeconds(60),
                applied,
                rejected,
                lastError);
    }

    private static Head head(long offset) {
        return new Head(new Position(new Epoch("1763848392123456-0123abcd"), offset), new Revision(offset));
    }
}
