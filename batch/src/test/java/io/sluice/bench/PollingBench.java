package io.sluice.bench;

import io.sluice.batch.faults.BatchProcess;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisSetup;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import io.sluice.store.TestStore;
import io.sluice.watch.WatchListener;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * How long a change takes to come to nodes, and what that asks of the database: with Sluice, whose drain writes there every
 * ten seconds, and where the change is made in the database and every node looks there every five seconds. Once, whatever the
 * rounds.
 */
final class PollingBench {
    private static final String BENCH = "polling";
    private static final int NODES = 20;
    private static final int CHANGES = 30;
    private static final Duration PACE = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String NAME = "limit-";
    private static final String CHANGE = """
            INSERT INTO setting (namespace, name, value, kind, author, changed_at, archived_at, revision)
            VALUES ('bench', ?, ?, 'present', 'alice', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), ?)
            ON DUPLICATE KEY UPDATE value = VALUES(value), revision = VALUES(revision)
            """;
    private static final String LOOK =
            "SELECT name, value, revision FROM setting WHERE namespace = 'bench' AND revision > ? ORDER BY revision";

    private final Results results;
    private final DatabaseCounts database;
    private final String url = DatabaseServer.shared().freshSchema("polling_bench");

    private PollingBench(Results results, DatabaseCounts database) {
        this.results = results;
        this.database = database;
    }

    static void run(Rounds rounds, Results results) throws Exception {
        try (var database = new DatabaseCounts()) {
            var bench = new PollingBench(results, database);
            bench.sluice();
            bench.polling();
        }
    }

    private void sluice() throws Exception {
        try (var redis = RedisServer.launch(RedisSetup.temporary().with("appendfsync", "no"));
                var store = TestStore.on(redis.host(), redis.port());
                var node = BatchProcess.start(List.of("-Xmx512m"), redis, url)) {
            store.settings().register(WritesBench.NAMESPACE);
            var sightings = new Sightings();
            try (var nodes = new Subscribers(redis, NODES, Duration.ofSeconds(2), number -> new WatchListener() {
                @Override
                public void changed(Snapshot before, Snapshot after, Collection<SettingName> names) {
                    names.forEach(name -> sightings.see(name.text(), number));
                }
            })) {
                Deadline.await(
                        "drain is ready",
                        LONG,
                        () -> nodes.areLive() && !node.address().isEmpty());
                measure(
                        "Sluice",
                        sightings,
                        change -> store.settings().write(WritesBench.set(NAME + change, Integer.toString(change))));
            }
        }
    }

    private void polling() throws Exception {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute("TRUNCATE setting");
            statement.execute("CREATE INDEX setting_revision ON setting (namespace, revision)");
        }
        var sightings = new Sightings();
        var threads = Executors.newScheduledThreadPool(NODES);
        var nodes = new ArrayList<Poller>();
        try (var connection = connect();
                var statement = connection.prepareStatement(CHANGE)) {
            for (int i = 0; i < NODES; i++) {
                var node = new Poller(i, connect(), sightings);
                nodes.add(node);
                // Apart from each other, as chance has them.
                var unused = threads.scheduleAtFixedRate(
                        node::look, POLL.toMillis() * i / NODES, POLL.toMillis(), TimeUnit.MILLISECONDS);
            }
            measure("polling", sightings, change -> {
                statement.setString(1, NAME + change);
                statement.setString(2, Integer.toString(change));
                statement.setLong(3, change + 1);
                statement.executeUpdate();
            });
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(1, TimeUnit.SECONDS);
            for (var node : nodes) {
                node.close();
            }
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url, "sluice", "sluice");
    }

    /** Makes a change. */
    private interface Change {
        void make(int number) throws Exception;
    }

    private void measure(String way, Sightings sightings, Change change) throws Exception {
        long begun = System.nanoTime();
        var counts = database.during(() -> {
            for (int i = 0; i < CHANGES; i++) {
                long due = begun + PACE.toNanos() * i;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                sightings.begin(i);
                change.make(i);
            }
            sightings.await();
        });
        double minutes = (System.nanoTime() - begun) / 6e10;
        var took = sightings.took();
        var what = "%s, %d nodes, a change a second: ".formatted(way, NODES);
        tell(what + "ms from a change to a node, p50", took.first() / 1e3);
        tell(what + "ms from a change to a node, p99", took.second() / 1e3);
        for (var count : Map.of("statements", "Questions", "of them SELECT", "Com_select")
                .entrySet()) {
            tell(
                    what + "database, " + count.getKey() + " a minute",
                    counts.getOrDefault(count.getValue(), 0L) / minutes);
        }
    }

    private void tell(String what, double count) {
        results.count(BENCH, what, String.format(Locale.ROOT, "%.1f", count));
    }

    /** When changes were made, and when each node had them. Thread-safe. */
    private static final class Sightings {
        private final AtomicLongArray begun = new AtomicLongArray(CHANGES);
        private final AtomicLongArray seen = new AtomicLongArray(CHANGES * NODES);
        private final CountDownLatch missing = new CountDownLatch(CHANGES * NODES);

        void begin(int change) {
            begun.set(change, System.nanoTime());
        }

        void see(String name, int node) {
            if (name.startsWith(NAME)) {
                int change = Integer.parseInt(name.substring(NAME.length()));
                if (seen.compareAndSet(change * NODES + node, 0, System.nanoTime())) {
                    missing.countDown();
                }
            }
        }

        void await() throws InterruptedException {
            if (!missing.await(LONG.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("changes: %d not seen (expected: all)".formatted(missing.getCount()));
            }
        }

        Rounds.Pair took() {
            return Rounds.Pair.ofNanos(IntStream.range(0, CHANGES * NODES)
                    .mapToLong(i -> seen.get(i) - begun.get(i / NODES))
                    .toArray());
        }
    }

    /** A node with a connection of its own, which asks for what is newer than what it has. */
    private static final class Poller implements AutoCloseable {
        private final int number;
        private final Connection connection;
        private final PreparedStatement statement;
        private final Sightings sightings;
        private long revision;

        Poller(int number, Connection connection, Sightings sightings) throws SQLException {
            this.number = number;
            this.connection = connection;
            this.statement = connection.prepareStatement(LOOK);
            this.sightings = sightings;
        }

        void look() {
            try {
                statement.setLong(1, revision);
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        revision = rows.getLong("revision");
                        sightings.see(new String(rows.getBytes("name"), StandardCharsets.UTF_8), number);
                    }
                }
            } catch (SQLException e) {
                throw new IllegalStateException("node %d: cannot look".formatted(number), e);
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
