package io.sluice.faults;

import io.sluice.faults.check.Breaches;
import io.sluice.faults.check.Losses;
import io.sluice.faults.check.Needs;
import io.sluice.faults.check.Rights;
import io.sluice.faults.check.Settling;
import io.sluice.faults.check.Verdict;
import io.sluice.faults.check.Watch;
import io.sluice.faults.cluster.Cluster;
import io.sluice.faults.cluster.Node;
import io.sluice.faults.cluster.Node.Kind;
import io.sluice.faults.load.Journal;
import io.sluice.faults.load.Load;
import io.sluice.faults.report.RunReport;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** One installation under load and faults, for a while, from one seed. */
final class FaultRun {
    private static final Duration ROUND = Duration.ofSeconds(45);
    private static final Duration REPLICAS = Duration.ofSeconds(20);
    private static final Duration ARCHIVE = Duration.ofSeconds(90);

    private final long seed;
    private final Duration length;
    private final Regime regime;

    FaultRun(long seed, Duration length) {
        this.seed = seed;
        this.length = length;
        this.regime = Regime.of(seed);
    }

    RunReport run() throws SQLException, IOException {
        var breaches = new Breaches();
        var losses = new Losses();
        var journal = new Journal();
        try (var cluster = Cluster.start(Cluster.Setup.full(regime.appendfsync()))) {
            var random = new Random(seed);
            var faults = new Faults(cluster, losses, regime.isSynced(), random);
            var allowed = faults.all().stream().filter(regime::allows).toList();
            var chaos = new Chaos(allowed, random, Duration.ofMillis(2500));
            var settled = new ArrayList<Settling.Settled>();
            var verdict = new Verdict(cluster, losses, breaches);
            var needs = new Needs(names(cluster.nodes(Kind.API)), Faults.REDIS, breaches);
            long answered = 0;
            try (var load =
                    new Load(cluster, journal, new Load.Setup(seed, 12, Duration.ofMillis(5), regime.isSynced()))) {
                load.prepare();
                new Rights(cluster, breaches).require();
                long from = Journal.now();
                try (var watch = new Watch(cluster, losses, breaches)) {
                    long end = System.nanoTime() + length.toNanos();
                    while (System.nanoTime() < end && breaches.found().isEmpty()) {
                        load.go();
                        chaos.rage(min(ROUND, Duration.ofNanos(end - System.nanoTime())));
                        load.rest();
                        faults.heal();
                        settled.add(new Settling(cluster, breaches).settle(REPLICAS, ARCHIVE));
                        verdict.judge(journal.calls());
                        answered = needs.judge(journal.calls(), chaos.troubles(), Load.ATTEMPTS);
                    }
                    return new RunReport(
                            seed,
                            regime.text(),
                            from,
                            Journal.now(),
                            journal.calls(),
                            chaos.happened().stream()
                                    .map(Chaos.Happened::reported)
                                    .toList(),
                            settled,
                            watch.nodeSamples(),
                            watch.backlogSamples(),
                            verdict.acknowledged(),
                            verdict.owed(),
                            verdict.lost(),
                            answered,
                            watch.messages(),
                            breaches.found());
                }
            }
        }
    }

    private static Set<String> names(List<Node> nodes) {
        return nodes.stream().map(Node::name).collect(Collectors.toSet());
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
