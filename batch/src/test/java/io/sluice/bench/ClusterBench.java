package io.sluice.bench;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.sluice.servers.RedisCluster;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Namespace;
import io.sluice.setting.Origin;
import io.sluice.setting.RequestId;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.RedisStore;
import io.sluice.store.TestStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.springframework.data.redis.connection.RedisClusterConfiguration;

/**
 * Writes to many namespaces on three masters of a cluster, beside one. Where all servers share a few processors, more of them are not
 * faster: what counts is how much a second of the busiest one's processor carries. And what a message costs them, by
 * {@code PUBLISH} and by {@code SPUBLISH}.
 */
final class ClusterBench {
    private static final String BENCH = "cluster";
    private static final int MASTERS = 3;
    private static final int CALLERS = 64;
    private static final int NAMES = 1_000;
    private static final int MESSAGES = 100_000;
    private static final int IN_FLIGHT = 1_000;
    private static final long ROUND = TimeUnit.SECONDS.toNanos(2);
    private static final String VALUE = "\"" + "x".repeat(98) + "\"";
    private static final List<Namespace> NAMESPACES = IntStream.range(0, 4 * MASTERS * MASTERS)
            .mapToObj(i -> new Namespace("bench-" + i))
            .toList();

    private ClusterBench() {}

    static void run(Rounds rounds, Results results) throws Exception {
        try (var three = RedisCluster.launch(MASTERS);
                var one = RedisCluster.launch(1);
                var spread = store(three);
                var single = store(one)) {
            rounds.compare(
                    MASTERS + " masters beside 1",
                    "writes per second of the busiest master",
                    Target.atLeast(2),
                    () -> perBusySecond(three, spread, results, MASTERS + " masters"),
                    () -> perBusySecond(one, single, results, "1 master"));
            messages(results, one, "PUBLISH", "1 master and its replica");
            messages(results, three, "PUBLISH", MASTERS + " masters and their replicas");
            messages(results, three, "SPUBLISH", MASTERS + " masters and their replicas");
        }
    }

    private static RedisStore store(RedisCluster cluster) {
        return TestStore.on(
                new RedisClusterConfiguration(List.of(cluster.addresses().split(",", -1))));
    }

    private static double perBusySecond(RedisCluster cluster, RedisStore store, Results results, String what)
            throws Exception {
        var before =
                cluster.masters().stream().mapToDouble(RedisCounts::cpuMicros).toArray();
        double rate = Callers.rate(
                CALLERS,
                ROUND,
                caller -> store.settings()
                        .write(new ChangeSet(
                                NAMESPACES.get(ThreadLocalRandom.current().nextInt(NAMESPACES.size())),
                                List.of(new Change.Put(
                                        new SettingName("limit-"
                                                + ThreadLocalRandom.current().nextInt(NAMES)),
                                        new SettingValue(VALUE))),
                                new Origin("alice", "a bench", RequestId.random()))));
        double busiest = 0;
        for (int i = 0; i < before.length; i++) {
            busiest = Math.max(busiest, RedisCounts.cpuMicros(cluster.masters().get(i)) - before[i]);
        }
        results.count(BENCH, what + ": writes a second, all processes on this machine", Math.round(rate));
        return rate * (ROUND / 1e9) / (busiest / 1e6);
    }

    /** What one message costs the server that publishes it, and each other master. */
    private static void messages(Results results, RedisCluster cluster, String command, String where) throws Exception {
        var publisher = cluster.masters().get(0);
        var channel = "sluice:{%s}:changes".formatted(at(cluster, publisher));
        var before =
                cluster.servers().stream().mapToDouble(RedisCounts::cpuMicros).toArray();
        var client = RedisClient.create(publisher.uri());
        try {
            var commands = client.connect().async();
            var sent = new ArrayList<RedisFuture<Long>>();
            for (int i = 0; i < MESSAGES; i++) {
                sent.add(
                        command.equals("PUBLISH")
                                ? commands.publish(channel, VALUE)
                                : commands.spublish(channel, VALUE));
                if (sent.size() == IN_FLIGHT) {
                    for (var each : sent) {
                        each.get();
                    }
                    sent.clear();
                }
            }
        } finally {
            client.shutdown(0, 1, TimeUnit.SECONDS);
        }
        var servers = cluster.servers();
        for (int i = 0; i < servers.size(); i++) {
            var role = i == 0
                    ? "at the server that publishes"
                    : i < cluster.masters().size() ? "at master " + i : "at replica " + i;
            double micros = (RedisCounts.cpuMicros(servers.get(i)) - before[i]) / MESSAGES;
            results.count(
                    BENCH,
                    "%s of 100 bytes, %s, %s: µs of its processor".formatted(command, where, role),
                    String.format(Locale.ROOT, "%.2f", micros));
        }
    }

    /** A namespace that lies there. */
    private static Namespace at(RedisCluster cluster, RedisServer server) {
        return NAMESPACES.stream()
                .filter(namespace -> cluster.holder(cluster.slot("sluice:{" + namespace + "}:changes")) == server)
                .findFirst()
                .orElseThrow();
    }
}
