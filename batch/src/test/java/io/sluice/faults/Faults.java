package io.sluice.faults;

import io.sluice.faults.check.Loss;
import io.sluice.faults.check.Losses;
import io.sluice.faults.cluster.Cluster;
import io.sluice.faults.cluster.Node;
import io.sluice.faults.cluster.Node.Kind;
import io.sluice.faults.load.Journal;
import io.sluice.faults.load.Level;
import io.sluice.faults.load.Surface;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import io.sluice.servers.TcpProxy.Direction;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything that may befall an installation, by the rows of the table. */
final class Faults {
    static final String REDIS = "redis";
    private static final String DATABASE = "database";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration CALL = Duration.ofSeconds(10);

    private final Cluster cluster;
    private final Losses losses;
    private final boolean synced;
    private final Random random;
    private final List<Fault> all = new ArrayList<>();

    /** @param synced whether Redis syncs every write before it answers */
    Faults(Cluster cluster, Losses losses, boolean synced, Random random) {
        this.cluster = cluster;
        this.losses = losses;
        this.synced = synced;
        this.random = random;
        cluster.nodes(Kind.API).forEach(this::ofApi);
        cluster.nodes(Kind.SUBSCRIBER).forEach(this::ofSubscriber);
        cluster.nodes(Kind.BATCH).forEach(this::ofBatch);
        cluster.nodes().forEach(this::ofWayToRedis);
        ofRedis();
        ofDatabase();
    }

    List<Fault> all() {
        return all;
    }

    private void ofApi(Node node) {
        add("A2", "killed", node, 1, 5, node::kill, node::start);
        add("A5", "terminated", node, 1, 4, node::terminate, node::start);
        add("A6", "stopped", node, 2, 6, node::pause, node::resume);
    }

    private void ofSubscriber(Node node) {
        add("S1", "killed", node, 1, 5, node::kill, node::start);
        add("S4", "stopped", node, 2, 8, node::pause, node::resume);
    }

    private void ofBatch(Node node) {
        add("D1", "killed", node, 1, 5, node::kill, node::start);
        add("D5", "stopped", node, 3, 15, node::pause, node::resume);
        add("D11", "terminated", node, 1, 4, node::terminate, node::start);
        add("D6", "runs by hand", node, 1, 2, () -> runs(node), Fault.nothing());
        var way = node.database();
        add("D7", "database cut off", node, 1, 6, way::cut, way::pass);
        add("D7", "database frozen", node, 1, 6, way::freeze, () -> undo(way));
        add("D2", "database's replies lost", node, 1, 3, () -> way.swallow(Direction.TO_CLIENT), () -> undo(way));
        add("D7", "database's connections reset", node, 0, 0, way::reset, Fault.nothing());
    }

    private void ofWayToRedis(Node node) {
        var way = node.redis();
        var row = row(node);
        add(row, "Redis cut off", node, 1, 6, way::cut, way::pass);
        add(row, "Redis frozen", node, 1, 6, way::freeze, way::pass);
        add(row, "half-open to Redis", node, 2, 6, way::freezeOpen, way::pass);
        add(row, "to Redis frozen", node, 1, 5, () -> way.freeze(Direction.TO_SERVER), way::pass);
        add(row, "from Redis frozen", node, 1, 5, () -> way.freeze(Direction.TO_CLIENT), way::pass);
        add(
                lostReply(node),
                "Redis' replies lost",
                node,
                1,
                3,
                () -> way.swallow(Direction.TO_CLIENT),
                () -> undo(way));
        add(row, "connections to Redis reset", node, 0, 0, way::reset, Fault.nothing());
        add("R7", "Redis slow", node, 2, 5, () -> way.delay(Duration.ofMillis(100)), way::pass);
    }

    private static String row(Node node) {
        return switch (node.kind()) {
            case API -> "A6";
            case SUBSCRIBER -> "S4";
            case BATCH -> "D7";
        };
    }

    private static String lostReply(Node node) {
        return switch (node.kind()) {
            case API -> "A3";
            case SUBSCRIBER -> "S3";
            case BATCH -> "D4";
        };
    }

    private void ofRedis() {
        redis("R1", "killed and restarted", 1, 5, () -> redis().kill(), () -> redis().start());
        redis("R1", "restarted", 1, 3, () -> redis().stop(), () -> redis().start());
        redis("R7", "stopped", 2, 8, () -> redis().pause(), () -> redis().resume());
        redis("R7", "asleep", 0, 0, () -> redis().command("DEBUG", "SLEEP", "1.5"), Fault.nothing());
        redis("R7", "forgets scripts", 0, 0, () -> redis().command("SCRIPT", "FLUSH"), Fault.nothing());
        redis("R7", "holds clients", 0, 0, () -> redis().command("CLIENT", "PAUSE", "1500", "ALL"), Fault.nothing());
        redis(
                "S4",
                "ends subscriptions",
                0,
                0,
                () -> redis().command("CLIENT", "KILL", "TYPE", "pubsub"),
                Fault.nothing());
        redis(
                "A3",
                "ends connections",
                0,
                0,
                () -> redis().command("CLIENT", "KILL", "TYPE", "normal"),
                Fault.nothing());
        redis("A7", "out of memory", 1, 4, () -> set("maxmemory", "1"), () -> set("maxmemory", "0"));
        redis(
                "A7",
                "wants replicas",
                1,
                4,
                () -> set("min-replicas-to-write", "3"),
                () -> set("min-replicas-to-write", "0"));
        redis(
                "S5",
                "short buffers",
                2,
                5,
                () -> set("client-output-buffer-limit", "pubsub 60000 30000 1"),
                () -> set("client-output-buffer-limit", "pubsub 33554432 8388608 60"));
        // It freezes all ways, and nobody may open one meanwhile; so it waits for its turn, which comes less often.
        var everything = cluster.nodes().stream().map(Node::name).collect(Collectors.toSet());
        everything.add(REDIS);
        for (int i = 0; i < 8; i++) {
            redis("R2", "power lost", everything, false, this::losePower);
        }
        forgetting("R3", "restarted empty", () -> losing(() -> redis().restartEmpty()));
        forgetting("R3", "flushed", () -> losing(() -> redis().command("FLUSHALL")));
        forgetting("R4", "failed over to a lagging replica", this::failOver);
        forgetting("R5", "a hash deleted", () -> delete("settings"));
        forgetting("R5", "a meta deleted", () -> delete("meta"));
    }

    private void ofDatabase() {
        database(
                "A8",
                "stopped",
                2,
                8,
                () -> cluster.database().stop(),
                () -> cluster.database().start());
        database(
                "D7",
                "killed",
                1,
                6,
                () -> cluster.database().kill(),
                () -> cluster.database().start());
        database(
                "D7",
                "hung",
                2,
                8,
                () -> cluster.database().pause(),
                () -> cluster.database().resume());
        database(
                "D7",
                "read-only",
                2,
                6,
                () -> execute("SET GLOBAL read_only = 1"),
                () -> execute("SET GLOBAL read_only = 0"));
        database("D7", "kills connections", 0, 0, this::killConnections, Fault.nothing());
        var holder = new AtomicReference<@Nullable Connection>();
        database("D7", "rows locked", 2, 6, () -> holder.set(lockRows()), () -> {
            var connection = holder.getAndSet(null);
            if (connection != null) {
                connection.close();
            }
        });
        database("D12", "runs' records locked", 1, 4, () -> holder.set(lock("BATCH_JOB_EXECUTION")), () -> {
            var connection = holder.getAndSet(null);
            if (connection != null) {
                connection.close();
            }
        });
        database("D9", "refuses every entry", 2, 5, () -> refuse("1 = 1"), this::refuseNothing);
        database("D8", "refuses some entries", 3, 8, this::refusePoison, this::refuseNothing);
    }

    private void add(String row, String name, Node node, int shortest, int longest, Fault.Step begin, Fault.Step end) {
        all.add(new Fault(
                row,
                node.name() + ": " + name,
                Set.of(node.name()),
                Duration.ofSeconds(shortest),
                Duration.ofSeconds(longest),
                false,
                begin,
                end));
    }

    private void redis(String row, String name, int shortest, int longest, Fault.Step begin, Fault.Step end) {
        all.add(new Fault(
                row,
                "Redis: " + name,
                Set.of(REDIS),
                Duration.ofSeconds(shortest),
                Duration.ofSeconds(longest),
                false,
                begin,
                end));
    }

    private void forgetting(String row, String name, Fault.Step begin) {
        redis(row, name, Set.of(REDIS), true, begin);
    }

    private void redis(String row, String name, Set<String> holds, boolean isForgetting, Fault.Step begin) {
        var atOnce = Duration.ZERO;
        all.add(new Fault(row, "Redis: " + name, holds, atOnce, atOnce, isForgetting, begin, Fault.nothing()));
    }

    private void database(String row, String name, int shortest, int longest, Fault.Step begin, Fault.Step end) {
        all.add(new Fault(
                row,
                "database: " + name,
                Set.of(DATABASE),
                Duration.ofSeconds(shortest),
                Duration.ofSeconds(longest),
                false,
                begin,
                end));
    }

    private RedisServer redis() {
        return cluster.redis().primary();
    }

    private void set(String setting, String value) {
        redis().command("CONFIG", "SET", setting, value);
    }

    /** What was thrown away is missing in the stream: no connection goes on after that. */
    private static void undo(TcpProxy way) {
        way.cut();
        way.pass();
    }

    /**
     * Power fails: what was written in the last moments is gone. Where every write is synced before its answer, nobody gets an
     * answer to what is gone.
     */
    private void losePower() {
        losePowerAnd(() -> {}, () -> {});
    }

    /** The same, and more that falls and comes back with it. */
    void losePowerAnd(Runnable falls, Runnable comesBack) {
        losses.begin();
        long from = Journal.now();
        var file = cluster.pair().file();
        var ways = cluster.nodes().stream().map(Node::redis).toList();
        if (synced) {
            ways.forEach(way -> way.freeze(Direction.TO_CLIENT));
            // What is on its way in the proxies has passed; what comes now stays.
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        long safe = file.toFile().length();
        LockSupport.parkNanos(Duration.ofMillis(300 + random.nextInt(700)).toNanos());
        falls.run();
        redis().kill();
        if (file.equals(cluster.pair().file())) {
            // Else Redis has begun another one meanwhile, and nobody knows what of it was safe.
            long written = file.toFile().length();
            cluster.pair().loseBehind(file, safe + (long) (random.nextDouble() * Math.max(0, written - safe)));
        }
        ways.forEach(TcpProxy::cut);
        redis().start();
        ways.forEach(TcpProxy::pass);
        comesBack.run();
        // What is proven to be on disk is not lost, however little of the rest is there.
        var covered = synced ? EnumSet.allOf(Level.class) : EnumSet.of(Level.FSYNC, Level.ARCHIVED);
        losses.end(new Loss(from, Journal.now(), covered));
    }

    /** Redis may forget everything by it that is not archived. */
    void losing(Runnable what) {
        losses.begin();
        what.run();
        losses.end(new Loss(0, Journal.now(), EnumSet.of(Level.ARCHIVED)));
    }

    private void failOver() {
        losses.begin();
        long from = Journal.now();
        var pair = cluster.pair();
        pair.lag();
        LockSupport.parkNanos(Duration.ofMillis(200 + random.nextInt(1500)).toNanos());
        pair.failOver();
        cluster.leadToPrimary();
        pair.replica().start();
        pair.follow();
        losses.end(new Loss(from, Journal.now(), EnumSet.of(Level.REPLICATED, Level.ARCHIVED)));
    }

    private void delete(String what) {
        var namespace = Cluster.NAMESPACES.get(random.nextInt(Cluster.NAMESPACES.size()));
        losing(() -> redis().command("DEL", "sluice:{" + namespace + "}:" + what));
    }

    /** All at once, as an impatient operator may. */
    private static void runs(Node node) {
        var surface = new Surface(node);
        for (int i = 0; i < 5; i++) {
            try {
                surface.operate("/v1/runs", "{\"job\": \"drain\"}", CALL);
                surface.operate("/v1/runs", "{\"job\": \"drain\", \"namespace\": \"shop\"}", CALL);
                surface.operate("/v1/runs", "{\"job\": \"drain\", \"namespace\": \"fleet\"}", CALL);
                surface.operate("/v1/flush", "{\"timeout\": \"1s\"}", CALL);
                surface.operate("/v1/runs", "{\"job\": \"restore\"}", CALL);
                surface.operate("/v1/runs", "{\"job\": \"verify\"}", CALL);
            } catch (IOException noAnswer) {
                return; // another fault's doing
            }
        }
    }

    private void killConnections() {
        try (var root = cluster.database().root();
                var statement = root.createStatement();
                var rows =
                        statement.executeQuery("SELECT ID FROM information_schema.PROCESSLIST WHERE USER = 'sluice'")) {
            var ids = new ArrayList<Long>();
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
            for (var id : ids) {
                try (var kill = root.createStatement()) {
                    kill.execute("KILL CONNECTION " + id);
                } catch (SQLException gone) {
                    // It has ended by itself.
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("connections: not killed", e);
        }
    }

    Connection lockRows() throws SQLException {
        return hold("SELECT name FROM setting WHERE name LIKE 'free/%' FOR UPDATE");
    }

    private Connection lock(String table) throws SQLException {
        return hold("SELECT * FROM " + table + " FOR UPDATE");
    }

    private Connection hold(String select) throws SQLException {
        var connection = cluster.database().root();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.setQueryTimeout(20);
            statement.execute(select);
        }
        return connection;
    }

    /** From now on the archive refuses what is named poison. */
    void refusePoison() {
        refuse("NEW.name LIKE 'poison/%'");
    }

    private void refuse(String what) {
        for (var action : List.of("INSERT", "UPDATE")) {
            execute(
                    "CREATE OR REPLACE TRIGGER refuse_%s BEFORE %s ON setting FOR EACH ROW IF %s THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused'; END IF"
                            .formatted(action, action, what));
        }
    }

    void refuseNothing() {
        execute("DROP TRIGGER IF EXISTS refuse_INSERT");
        execute("DROP TRIGGER IF EXISTS refuse_UPDATE");
    }

    void execute(String sql) {
        try (var root = cluster.database().root();
                var statement = root.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("statement: failed: " + sql, e);
        }
    }

    /** Everything is as it should be, whatever was done to it. */
    void heal() {
        cluster.nodes().forEach(Node::heal);
        cluster.nodes().forEach(Node::awaitReady);
        refuseNothing();
        execute("SET GLOBAL read_only = 0");
        if (!String.valueOf(cluster.pair().replica().command("INFO", "replication"))
                .contains("role:slave")) {
            cluster.pair().follow();
        }
        Deadline.await(
                "replica in step",
                SOON,
                () -> String.valueOf(cluster.pair().replica().command("INFO", "replication"))
                        .contains("master_link_status:up"));
    }
}
