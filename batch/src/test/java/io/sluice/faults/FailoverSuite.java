package io.sluice.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.faults.check.Breaches;
import io.sluice.faults.check.Loss;
import io.sluice.faults.check.Losses;
import io.sluice.faults.check.Rights;
import io.sluice.faults.check.Settling;
import io.sluice.faults.check.Verdict;
import io.sluice.faults.check.Watch;
import io.sluice.faults.cluster.Cluster;
import io.sluice.faults.cluster.FailingOver;
import io.sluice.faults.cluster.Node;
import io.sluice.faults.cluster.RedisSite;
import io.sluice.faults.load.Journal;
import io.sluice.faults.load.Level;
import io.sluice.faults.load.Load;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Masters are lost under load, again and again, and others take their place without anybody's help: {@code mvn verify -Pfaults
 * -Dit.test=FailoverSuite -Dsluice.faults.failovers=3}. What was proven on a replica, or in the archive, is there.
 */
class FailoverSuite {
    private static final Duration CALM = Duration.ofSeconds(4);
    private static final Duration REPLICAS = Duration.ofSeconds(20);
    private static final Duration ARCHIVE = Duration.ofSeconds(90);

    @ParameterizedTest
    @EnumSource(names = {"SENTINEL", "CLUSTER"})
    void installationWhenMastersAreLostThenAllLawsHold(RedisSite.Kind site) throws Exception {
        var breaches = new Breaches();
        var losses = new Losses();
        var journal = new Journal();
        try (var cluster = Cluster.start(Cluster.Setup.failingOver(site))) {
            var redis = (FailingOver) cluster.redis();
            var verdict = new Verdict(cluster, losses, breaches);
            try (var load = new Load(cluster, journal, new Load.Setup(1, 12, Duration.ofMillis(5), false))) {
                load.prepare();
                new Rights(cluster, breaches).require();
                try (var watch = new Watch(cluster, losses, breaches)) {
                    for (int i = 0; i < Integer.getInteger("sluice.faults.failovers", 3); i++) {
                        load.go();
                        LockSupport.parkNanos(CALM.toNanos());
                        failOver(redis, losses);
                        LockSupport.parkNanos(CALM.toNanos());
                        load.rest();
                        cluster.nodes().forEach(Node::awaitReady);
                        var settled = new Settling(cluster, breaches).settle(REPLICAS, ARCHIVE);
                        verdict.judge(journal.calls());
                        System.out.printf(
                                "%s, failover %d: replicas equal after %d ms, archive after %d ms%n",
                                site,
                                i + 1,
                                settled.replicas().toMillis(),
                                settled.archive().toMillis());
                    }
                    System.out.printf(
                            "%s: %d calls, acknowledged %s, owed %s, lost of the others %s, %d messages heard%n",
                            site,
                            journal.calls().size(),
                            verdict.acknowledged(),
                            verdict.owed(),
                            verdict.lost(),
                            watch.messages());
                    assertThat(verdict.owed().getOrDefault(Level.REPLICATED, 0)).isPositive();
                }
            }
        }
        assertThat(breaches.found()).isEmpty();
    }

    private static void failOver(FailingOver redis, Losses losses) {
        losses.begin();
        long from = Journal.now();
        redis.bringBack(redis.loseOne());
        losses.end(new Loss(from - CALM.toNanos() / 1000, Journal.now(), EnumSet.of(Level.REPLICATED, Level.ARCHIVED)));
    }
}
