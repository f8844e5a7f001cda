package io.sluice.bench;

import io.lettuce.core.RedisClient;
import io.sluice.batch.faults.BatchProcess;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisSetup;
import io.sluice.store.RedisStore;
import io.sluice.store.TestStore;
import io.sluice.watch.WatchListener;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What Redis and MySQL are asked to do: commands, statements, bytes, and Redis' time for a message. Nothing is timed by us. */
final class CountsBench {
    private static final String BENCH = "counts";
    private static final int WRITES = 2_000;
    private static final int GROUP = 64;
    private static final int SUBSCRIBERS = 200;
    private static final int[] BYTES = {100, 1024};
    private static final int NODES = 20;
    private static final Duration BEAT = Duration.ofMillis(500);
    private static final long SPAN = TimeUnit.SECONDS.toNanos(2);
    private static final Duration LONG = Duration.ofMinutes(2);

    private final Results results;

    private CountsBench(Results results) {
        this.results = results;
    }

    static void run(Rounds rounds, Results results) throws Exception {
        var bench = new CountsBench(results);
        try (var redis = RedisServer.launch(RedisSetup.temporary().with("appendfsync", "no"));
                var store = TestStore.on(redis.host(), redis.port())) {
            store.settings().register(WritesBench.NAMESPACE);
            for (int bytes : BYTES) {
                bench.writes(redis, store, bytes);
            }
            bench.heartbeats(redis);
        }
        bench.drain();
    }

    private void tell(String what, double count) {
        results.count(BENCH, what, String.format(Locale.ROOT, "%.2f", count));
    }

    private void writes(RedisServer redis, RedisStore store, int bytes) throws Exception {
        var what = "a write of %d bytes, ".formatted(bytes);
        alone(store, bytes);
        var alone = RedisCounts.during(redis, () -> alone(store, bytes));
        tellWrites(what + "alone", alone, WRITES);

        var count = new LongAdder();
        var together = RedisCounts.during(redis, () -> count.add(together(store, bytes)));
        tellWrites(what + GROUP + " callers", together, count.sum());
        tell(
                what + GROUP + " callers: writes that travelled together",
                count.sum() / (double) together.calls("evalsha"));

        var client = RedisClient.create(redis.uri());
        try {
            for (int i = 0; i < SUBSCRIBERS; i++) {
                client.connectPubSub().sync().subscribe("sluice:{%s}:changes".formatted(WritesBench.NAMESPACE));
            }
            var heard = RedisCounts.during(redis, () -> alone(store, bytes));
            long messages = (long) WRITES * SUBSCRIBERS;
            var message = "a message of %d bytes to one of %d subscribers, ".formatted(bytes, SUBSCRIBERS);
            tell(message + "bytes out of Redis", (heard.bytesOut() - alone.bytesOut()) / (double) messages);
            tell(message + "µs of Redis' processor, writes alone", (heard.cpuMicros() - alone.cpuMicros()) / messages);

            var loud = new LongAdder();
            var crowd = RedisCounts.during(redis, () -> loud.add(together(store, bytes)));
            double silent = together.cpuMicros() / count.sum();
            tell(
                    message + "µs of Redis' processor, writes by " + GROUP + " callers",
                    (crowd.cpuMicros() / loud.sum() - silent) / SUBSCRIBERS);
        } finally {
            client.shutdown(0, 1, TimeUnit.SECONDS);
        }
    }

    private void tellWrites(String what, RedisCounts counts, long writes) {
        results.count(BENCH, what + ": commands, those of scripts included", counts.commandsEach(writes));
        tell(what + ": bytes into Redis", counts.bytesIn() / (double) writes);
        tell(what + ": bytes out of Redis", counts.bytesOut() / (double) writes);
        tell(what + ": µs of Redis' processor", counts.cpuMicros() / writes);
    }

    private static void alone(RedisStore store, int bytes) {
        for (int i = 0; i < WRITES; i++) {
            write(store, i, bytes);
        }
    }

    /** How many. */
    private static long together(RedisStore store, int bytes) throws Exception {
        var count = new LongAdder();
        Callers.rate(GROUP, SPAN, caller -> {
            write(store, count.intValue() % WRITES, bytes);
            count.increment();
        });
        return count.sum();
    }

    private static void write(RedisStore store, int i, int bytes) {
        store.settings().write(WritesBench.set("service/limit-" + i, "\"" + "x".repeat(bytes - 2) + "\""));
    }

    /** Each ends with ZADD, which nothing else here calls. */
    private void heartbeats(RedisServer redis) throws Exception {
        try (var nodes = new Subscribers(redis, NODES, BEAT, number -> new WatchListener() {})) {
            var counts = RedisCounts.during(redis, () -> TimeUnit.NANOSECONDS.sleep(2 * SPAN));
            Deadline.await("nodes are live", LONG, nodes::areLive);
            long beats = counts.calls("zadd");
            var what = "a heartbeat of a node with one namespace";
            results.count(BENCH, what + ": commands, those of scripts included", counts.commandsEach(beats));
            tell(what + ": bytes into Redis", counts.bytesIn() / (double) beats);
            tell(what + ": bytes out of Redis", counts.bytesOut() / (double) beats);
            tell(what + ": µs of Redis' processor", counts.cpuMicros() / beats);
        }
    }

    /** The run is not asked how far it is, for that would be counted as well. */
    private void drain() throws Exception {
        var url = DatabaseServer.shared().freshSchema("counts_bench");
        try (var redis = RedisServer.launch(RedisSetup.temporary().with("appendfsync", "no"));
                var store = TestStore.on(redis.host(), redis.port());
                var database = new DatabaseCounts();
                var node = BatchProcess.start(List.of("-Xmx512m"), redis, url, "sluice.schedule.drain.enabled=false")) {
            store.settings().register(DrainBench.NAMESPACE);
            var operator = new DrainBench.Operator(node.address(), url);
            DrainBench.write(store);
            operator.drain();
            DrainBench.write(store);
            var counts = database.during(() -> {
                operator.start();
                Deadline.await(
                        "drained",
                        LONG,
                        () -> store.backlog().state(DrainBench.NAMESPACE).isEmpty());
            });
            counts.forEach((name, count) -> tell(
                    "a drain, statements for each 1,000 entries and their history: " + name,
                    count * 1000.0 / DrainBench.ENTRIES));
        }
    }
}
