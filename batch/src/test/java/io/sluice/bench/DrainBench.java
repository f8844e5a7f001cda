package io.sluice.bench;

import io.sluice.batch.drain.BareMerge;
import io.sluice.batch.faults.BatchProcess;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisSetup;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Origin;
import io.sluice.setting.RequestId;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.RedisStore;
import io.sluice.store.TestStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A whole run of the drain, as an operator starts it, beside the same statement in a bare loop with values made up beforehand:
 * on one connection, and on as many as the drain has workers. New rows first, then changed ones.
 */
final class DrainBench {
    static final int ENTRIES = Integer.getInteger("sluice.bench.entries", 100_000);
    static final Namespace NAMESPACE = new Namespace("bench");

    private static final int PAGE = 1000;
    private static final int WORKERS = 4;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final String SCHEMA = "drain_bench";
    private static final String BARE = "drain_bench_bare";

    private DrainBench() {}

    static void run(Rounds rounds, Results results) throws Exception {
        var url = DatabaseServer.shared().freshSchema(SCHEMA);
        var bareUrl = DatabaseServer.shared().freshSchema(BARE);
        try (var redis = RedisServer.launch(RedisSetup.temporary().with("appendfsync", "no"));
                var store = TestStore.on(redis.host(), redis.port());
                var node = BatchProcess.start(
                        List.of("-Xmx512m", "-XX:TieredStopAtLevel=4"),
                        redis,
                        url,
                        "sluice.schedule.drain.enabled=false",
                        "sluice.drain.workers=" + WORKERS)) {
            store.settings().register(NAMESPACE);
            var operator = new Operator(node.address(), url);
            execute("CREATE TABLE " + BARE + ".setting LIKE " + SCHEMA + ".setting");
            for (int connections : new int[] {1, WORKERS}) {
                var target = Target.atLeast(connections == 1 ? 1.3 : 0.9);
                rounds.compare(
                        "new, entries, beside %d".formatted(connections),
                        "rows/s",
                        target,
                        "new, with history, beside %d".formatted(connections),
                        target,
                        () -> {
                            execute("TRUNCATE " + SCHEMA + ".setting");
                            write(store);
                            return operator.drain();
                        },
                        () -> {
                            execute("TRUNCATE " + BARE + ".setting");
                            return bare(bareUrl, connections);
                        });
                rounds.compare(
                        "changed, entries, beside %d".formatted(connections),
                        "rows/s",
                        target,
                        "changed, with history, beside %d".formatted(connections),
                        target,
                        () -> {
                            write(store);
                            return operator.drain();
                        },
                        () -> bare(bareUrl, connections));
            }
        }
    }

    /** All entries, each anew. */
    static void write(RedisStore store) {
        for (int from = 0; from < ENTRIES; from += PAGE) {
            var changes = IntStream.range(from, from + PAGE)
                    .<Change>mapToObj(i -> new Change.Put(new SettingName(name(i)), new SettingValue(value(i))))
                    .toList();
            store.settings()
                    .write(new ChangeSet(NAMESPACE, changes, new Origin("alice", "a bench", RequestId.random())));
        }
    }

    private static String name(int i) {
        return "service-%d/limit-%d".formatted(i % 100, i);
    }

    private static String value(int i) {
        return "{\"max\":%d,\"of\":\"%s\"}".formatted(i, "x".repeat(60));
    }

    private static Rounds.Pair bare(String url, int connections) throws Exception {
        long revision = System.currentTimeMillis() * 1000;
        var pages = new ArrayList<List<List<Object>>>();
        var rows = IntStream.range(0, ENTRIES)
                .mapToObj(i -> new Entry.Present(
                        new SettingName(name(i)),
                        new SettingValue(value(i)),
                        new Revision(revision + i),
                        "alice",
                        "a bench"))
                .sorted(Comparator.comparing(Entry::name))
                .map(entry -> BareMerge.row(NAMESPACE, entry))
                .toList();
        for (int from = 0; from < ENTRIES; from += PAGE) {
            pages.add(rows.subList(from, from + PAGE));
        }
        var threads = Executors.newFixedThreadPool(connections);
        try {
            var work = new ArrayList<Callable<Void>>();
            for (int worker = 0; worker < connections; worker++) {
                var mine = IntStream.iterate(worker, page -> page < pages.size(), page -> page + connections)
                        .mapToObj(pages::get)
                        .toList();
                work.add(() -> {
                    BareMerge.carryOut(url, mine.iterator());
                    return null;
                });
            }
            long begun = System.nanoTime();
            for (var done : threads.invokeAll(work)) {
                done.get();
            }
            double rate = ENTRIES * 1e9 / (System.nanoTime() - begun);
            return new Rounds.Pair(rate, rate);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void execute(String sql) throws SQLException {
        try (var root = DatabaseServer.shared().root();
                var statement = root.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Starts runs, and asks the archive how long they took. */
    record Operator(String address, String url) {
        private static final HttpClient CLIENT = HttpClient.newHttpClient();

        /** The id of the run. */
        long start() throws IOException, InterruptedException {
            return call("POST", "/v1/runs", "{\"job\":\"drain\"}").path("id").asLong();
        }

        Rounds.Pair drain() throws IOException, InterruptedException, SQLException {
            long id = start();
            var run = awaitEnd(id);
            if (run.path("written").asLong() != ENTRIES) {
                throw new IllegalStateException("run: %s (expected: %d written)".formatted(run, ENTRIES));
            }
            double entries = seconds("BATCH_STEP_EXECUTION WHERE STEP_NAME = 'entries' AND JOB_EXECUTION_ID = " + id);
            double whole = seconds("BATCH_JOB_EXECUTION WHERE JOB_EXECUTION_ID = " + id);
            return new Rounds.Pair(ENTRIES / entries, ENTRIES / whole);
        }

        /** Asks seldom, for it is the node that is measured which answers. */
        private JsonNode awaitEnd(long id) throws IOException, InterruptedException {
            long until = System.nanoTime() + LONGEST.toNanos();
            while (System.nanoTime() < until) {
                LockSupport.parkNanos(PAUSE.toNanos());
                var run = call("GET", "/v1/runs/" + id, null);
                if (run.hasNonNull("endedAt")) {
                    return run;
                }
            }
            throw new IllegalStateException("run %d: not ended within %s".formatted(id, LONGEST));
        }

        private double seconds(String record) throws SQLException {
            try (var connection = DriverManager.getConnection(url, "sluice", "sluice");
                    var statement = connection.createStatement();
                    var row = statement.executeQuery(
                            "SELECT TIMESTAMPDIFF(MICROSECOND, START_TIME, END_TIME) FROM " + record)) {
                if (!row.next()) {
                    throw new IllegalStateException(record + ": not there");
                }
                return row.getLong(1) / 1e6;
            }
        }

        private JsonNode call(String method, String path, @Nullable String body)
                throws IOException, InterruptedException {
            var request = HttpRequest.newBuilder(URI.create(address + path))
                    .header("Authorization", "Bearer " + BatchProcess.TOKEN)
                    .header("Content-Type", "application/json")
                    .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                    .build();
            return JsonMapper.shared()
                    .readTree(CLIENT.send(request, BodyHandlers.ofString()).body());
        }
    }
}
