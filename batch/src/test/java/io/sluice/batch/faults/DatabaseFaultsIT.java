package io.sluice.batch.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.batch.servers.DatabaseSetup;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import io.sluice.servers.TcpProxy.Direction;
import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.Quarantine;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DataAccessException;

/** D7: the database is killed, hangs, is read-only, locks; the drain waits, and goes on by itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("servers")
class DatabaseFaultsIT {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private RedisServer redis;
    private DatabaseServer database;
    private TcpProxy proxy;
    private BatchNode node;
    private Copies copies;
    private final List<Long> revisions = new ArrayList<>();

    @BeforeAll
    void start() {
        redis = RedisServer.launch();
        database = DatabaseServer.launch();
        proxy = TcpProxy.to(database);
        node = BatchNode.start(
                redis,
                database.jdbcUrl(DatabaseSetup.temporary().schema(), proxy),
                "sluice.schedule.drain.every=200ms",
                "sluice.run.dead-after=1s",
                "spring.datasource.hikari.connection-timeout=500",
                "spring.datasource.hikari.data-source-properties.socketTimeout=2000",
                "spring.datasource.hikari.data-source-properties.sessionVariables="
                        + "sql_mode='TRADITIONAL,ONLY_FULL_GROUP_BY',innodb_lock_wait_timeout=1");
        copies = new Copies(redis, node.jdbc());
    }

    @AfterAll
    void stop() {
        node.close();
        proxy.close();
        database.close();
        redis.close();
    }

    @Test
    void d7DrainWhenTheDatabaseWasKilledThenDrainedByItself() {
        through(of -> {
            database.kill();
            return database::start;
        });
    }

    @Test
    void d7DrainWhenTheDatabaseHungThenDrainedByItself() {
        through(of -> {
            database.pause();
            return database::resume;
        });
    }

    @Test
    void d7DrainWhenTheDatabaseWasReadOnlyThenDrainedByItselfAndNothingInQuarantine() {
        var namespace = through(of -> {
            execute("SET GLOBAL read_only = 1");
            return () -> execute("SET GLOBAL read_only = 0");
        });
        assertThat(redis.command("HLEN", "sluice:{" + namespace + "}:quarantine"))
                .isEqualTo(0L);
    }

    @Test
    void d7DrainWhenItsConnectionsWereKilledThenDrainedByItself() {
        through(of -> {
            killConnections();
            return this::killConnections;
        });
    }

    @Test
    void d7DrainWhenSomebodyElseLocksTheRowsThenDrainedByItself() throws SQLException {
        try (var other = database.connect()) {
            through(of -> {
                lock(other);
                return () -> unlock(other);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void d7DrainWhenTheLinkToTheDatabaseWasFrozenOneWayThenDrainedByItself(Direction direction) {
        through(of -> {
            proxy.freeze(direction);
            return proxy::pass;
        });
    }

    /** What is left of a statement or of an answer goes on in the middle of it. */
    @ParameterizedTest
    @EnumSource
    void d7DrainWhenTheLinkToTheDatabaseLostWhatWentOneWayThenDrainedByItself(Direction direction) {
        through(of -> {
            proxy.swallow(direction);
            return proxy::pass;
        });
    }

    /** Of two that wait for each other, the database gives up the one that has changed less. */
    @Test
    void d7DrainWhenItIsGivenUpInADeadlockThenDrainedByItself() throws SQLException {
        execute("CREATE TABLE ballast (id INT PRIMARY KEY)");
        try (var other = database.connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            long before = deadlocks();
            // The drain may have lost its patience in the very moment.
            for (int attempt = 0; attempt < 5 && deadlocks() == before; attempt++) {
                through(of -> {
                    change(
                            statement,
                            IntStream.range(0, 500)
                                    .mapToObj(i -> "(" + i + ")")
                                    .collect(Collectors.joining(",", "INSERT INTO ballast VALUES ", "")));
                    lock(statement, of, "n19");
                    return () -> {
                        Deadline.await("drain waits, having the rows before", LONGEST, this::isSomebodyWaiting);
                        lock(statement, of, "n0");
                        unlock(other);
                    };
                });
            }
            assertThat(deadlocks()).as("deadlocks").isGreaterThan(before);
        } finally {
            execute("DROP TABLE ballast");
        }
    }

    private static void lock(Statement statement, Namespace namespace, String name) {
        change(
                statement,
                "UPDATE setting SET author = author WHERE namespace = '%s' AND name = '%s'".formatted(namespace, name));
    }

    private static void change(Statement statement, String sql) {
        try {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private boolean isSomebodyWaiting() {
        return number("SELECT COUNT(*) FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT'") > 0;
    }

    private long deadlocks() {
        return number("SELECT COUNT FROM information_schema.INNODB_METRICS WHERE NAME = 'lock_deadlocks'");
    }

    private long number(String sql) {
        try (var root = database.root();
                var statement = root.createStatement();
                var row = statement.executeQuery(sql)) {
            assertThat(row.next()).as(sql).isTrue();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** A page that is larger than a packet is sent in several; an entry that is larger waits apart until packets are larger. */
    @Test
    void d8DrainWhenAnEntryIsLargerThanAPacketThenItAloneWaitsInQuarantine() {
        var namespace = node.namespace();
        revisions.clear();
        execute("SET GLOBAL max_allowed_packet = 131072");
        killConnections();
        try {
            var half = "\"" + "x".repeat(60_000) + "\"";
            var large = IntStream.range(0, 20)
                    .mapToObj(i -> new Change.Put(new SettingName("part" + i), new SettingValue(half)))
                    .toArray(Change[]::new);
            long set = node.write(namespace, large).micros();
            IntStream.range(0, large.length).forEach(i -> revisions.add(set));
            revisions.add(node.put(namespace, "larger", "\"" + "x".repeat(200_000) + "\"")
                    .micros());
            Deadline.await(
                    "the others archived",
                    LONGEST,
                    () -> archived(namespace) == large.length
                            && node.backlog().state(namespace).quarantined() == 1);
        } finally {
            execute("SET GLOBAL max_allowed_packet = 16777216");
            killConnections();
        }
        assertThat(node.bean(Quarantine.class).retry(namespace, new SettingName("larger")))
                .isTrue();
        Deadline.await("drained", LONGEST, () -> isDrained(namespace));
        copies.requireEqual(namespace, revisions);
    }

    private int archived(Namespace namespace) {
        try {
            return copies.revisions(namespace).size();
        } catch (DataAccessException e) {
            return 0;
        }
    }

    private interface Fault {
        /** Lets it happen; returns how it ends. */
        Runnable happen(Namespace namespace);
    }

    /** Writes while the fault is there, sees that nothing comes through or is lost, and waits until all is drained after it. */
    private Namespace through(Fault fault) {
        var namespace = node.namespace();
        revisions.clear();
        write(namespace, 0);
        Deadline.await("drained before", LONGEST, () -> copies.isDrained(namespace));
        var end = fault.happen(namespace);
        try {
            write(namespace, 1);
            // Long enough for several firings.
            long until = System.nanoTime() + Duration.ofSeconds(3).toNanos();
            Deadline.await("time under the fault", LONGEST, () -> System.nanoTime() > until);
        } finally {
            end.run();
        }
        Deadline.await("drained after", LONGEST, () -> isDrained(namespace));
        copies.requireLawful(namespace);
        copies.requireEqual(namespace, revisions);
        return namespace;
    }

    /** The test asks through the connections of the node, which may be gone. */
    private boolean isDrained(Namespace namespace) {
        try {
            return copies.isDrained(namespace) && copies.revisions(namespace).equals(copies.hash(namespace));
        } catch (DataAccessException e) {
            return false;
        }
    }

    private void write(Namespace namespace, int round) {
        for (int i = 0; i < 20; i++) {
            revisions.add(node.put(namespace, "n" + i, Integer.toString(round)).micros());
        }
        revisions.add(node.remove(namespace, "n3").micros());
    }

    private void lock(Connection other) {
        try {
            other.setAutoCommit(false);
            try (var statement = other.createStatement()) {
                statement.executeQuery("SELECT name FROM setting FOR UPDATE").close();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void unlock(Connection other) {
        try {
            other.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String sql) {
        try (var root = database.root();
                var statement = root.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private void killConnections() {
        try (var root = database.root();
                var statement = root.createStatement()) {
            var ids = new ArrayList<Long>();
            try (var rows = statement.executeQuery(
                    "SELECT ID FROM information_schema.PROCESSLIST WHERE USER = '" + database.user() + "'")) {
                while (rows.next()) {
                    ids.add(rows.getLong(1));
                }
            }
            for (long id : ids) {
                try {
                    statement.execute("KILL " + id);
                } catch (SQLException gone) {
                    assertThat(gone.getErrorCode()).as(gone.getMessage()).isEqualTo(1094);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("connections", e);
        }
    }
}
