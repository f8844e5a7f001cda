package io.sluice.faults;

import io.sluice.faults.check.Breaches;
import io.sluice.faults.check.Losses;
import io.sluice.faults.check.Rights;
import io.sluice.faults.check.Settling;
import io.sluice.faults.check.Verdict;
import io.sluice.faults.check.Watch;
import io.sluice.faults.cluster.Cluster;
import io.sluice.faults.load.Journal;
import io.sluice.faults.load.Load;
import io.sluice.faults.report.RunReport;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;

/** One installation under load and faults, for a while, from one seed. */
final class FaultRun {
    private static final Duration ROUND = Duration.ofSeconds(45);
    private static final Duration REPLICAS = Duration.ofSeconds(20);
    private static final Duration ARCHIVE = Duration.ofSeconds(90);

    private final long seed;
    private final Duration length;
    private final boolean synced;

    FaultRun(long seed, Duration length) {
        this.seed = seed;
        this.length = length;
        this.synced = seed % 3 != 0;
    }

    RunReport run() throws SQLException, IOException {
        var breaches = new Breaches();
        var losses = new Losses();
        var journal = new Journal();
        try (var cluster = Cluster.start(Cluster.Setup.full(synced ? "always" : "everysec"))) {
            var random = new Random(seed);
            var faults = new Faults(cluster, losses, synced, random);
            var chaos = new Chaos(faults.all(), random, Duration.ofMillis(2500));
            var settled = new ArrayList<Settling.Settled>();
            var verdict = new Verdict(cluster, losses, breaches);
            try (var load = new Load(cluster, journal, new Load.Setup(seed, 12, Duration.ofMillis(5), synced))) {
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
                    }
                    return new RunReport(
                            seed,
                            synced,
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
                            verdict.lost(),
                            watch.messages(),
                            breaches.found());
                }
            }
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
