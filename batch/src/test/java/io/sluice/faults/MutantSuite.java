package io.sluice.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.faults.check.Breach;
import io.sluice.faults.check.Breaches;
import io.sluice.faults.check.Law;
import io.sluice.faults.check.Losses;
import io.sluice.faults.check.Settling;
import io.sluice.faults.check.Verdict;
import io.sluice.faults.check.Watch;
import io.sluice.faults.cluster.Cluster;
import io.sluice.faults.cluster.RedisSite;
import io.sluice.faults.load.Journal;
import io.sluice.faults.load.Load;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That the checker sees what is broken, and sees nothing where nothing is. */
class MutantSuite {
    private static final Duration REPLICAS = Duration.ofSeconds(15);
    private static final Duration ARCHIVE = Duration.ofSeconds(40);

    @ParameterizedTest
    @EnumSource
    void checkerWhenSluiceIsBrokenThenSaysWhichLawIs(Mutant mutant, @TempDir Path overlay) throws Exception {
        mutant.fill(overlay);
        var breaches = suffer(mutant.ordeal(), List.of(overlay), mutant.laws());
        assertThat(breaches).extracting(Breach::law).containsAnyElementsOf(mutant.laws());
    }

    @ParameterizedTest
    @EnumSource
    void checkerWhenNothingIsBrokenThenSeesNothing(Ordeal ordeal) throws Exception {
        assertThat(suffer(ordeal, List.of(), Set.of())).isEmpty();
    }

    /** What the checker sees in an installation with these overlays; no more than it takes to see one of the laws broken. */
    static List<Breach> suffer(Ordeal ordeal, List<Path> overlays, Set<Law> laws) throws Exception {
        var breaches = new Breaches();
        var losses = new Losses();
        var journal = new Journal();
        boolean synced = ordeal != Ordeal.POWER_LOST_UNSYNCED;
        var setup = new Cluster.Setup(
                RedisSite.Kind.PAIR, synced ? "always" : "everysec", overlays, 1, 2, ordeal == Ordeal.ZOMBIE ? 2 : 1);
        try (var cluster = Cluster.start(setup)) {
            var faults = new Faults(cluster, losses, synced, new Random(1));
            var stage = new Stage(cluster, faults, journal, breaches, laws);
            // A mutant may claim what is not so.
            try (var load = new Load(cluster, journal, new Load.Setup(1, 6, Duration.ofMillis(5), true))) {
                load.prepare();
                try (var watch = new Watch(cluster, losses, breaches)) {
                    load.go();
                    ordeal.run(stage);
                    load.rest();
                    if (!stage.isDecided()) {
                        faults.heal();
                        new Settling(cluster, breaches).settle(REPLICAS, ARCHIVE);
                        new Verdict(cluster, losses, breaches).judge(journal.calls());
                    }
                    assertThat(watch.messages()).isPositive();
                }
            }
        }
        return breaches.found();
    }
}
