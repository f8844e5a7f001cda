package io.sluice.batch.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.servers.Ports;
import io.sluice.servers.TcpProxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("servers")
class DatabaseServerIT {

    @Test
    void connectWhenThePasswordIsWrongThenRefused() {
        DatabaseServer database = DatabaseServer.shared();
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), database.user(), "wrong"))
                .withMessageContaining("Access denied");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), "root", ""))
                .withMessageContaining("Access denied");
    }

    @Test
    void connectWhenPlainUserThenNoRightsOutsideTheSchema() throws SQLException {
        try (Connection connection = DatabaseServer.shared().connect()) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> run(connection, "CREATE DATABASE elsewhere"));
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> run(connection, "SET GLOBAL read_only = 1"));
        }
    }

    @Test
    void connectWhenGroupingIsAmbiguousThenRefusedAsByMySql() throws SQLException {
        try (Connection connection = DatabaseServer.shared().connect()) {
            run(connection, "CREATE TEMPORARY TABLE pair (a INT, b INT)");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> run(connection, "SELECT a, b FROM pair GROUP BY a"));
        }
    }

    @Test
    void freshSchemaWhenItWasThereThenItIsEmpty() throws SQLException {
        DatabaseServer database = DatabaseServer.shared();
        for (int round = 0; round < 2; round++) {
            String url = database.freshSchema("fresh");
            try (Connection connection = DriverManager.getConnection(url, database.user(), database.password())) {
                run(connection, "CREATE TABLE word (text VARCHAR(10) CHARACTER SET utf8mb4)");
                run(connection, "INSERT INTO word VALUES ('ü \uD83D\uDC27')");
                assertThat(query(connection, "SELECT text FROM word")).isEqualTo("ü \uD83D\uDC27");
            }
        }
    }

    @Test
    void startWhenStoppedOrKilledThenSamePortAndData() throws SQLException {
        try (DatabaseServer database = DatabaseServer.launch()) {
            try (Connection connection = database.connect()) {
                run(connection, "CREATE TABLE word (text VARCHAR(10))");
                run(connection, "INSERT INTO word VALUES ('one')");
            }
            database.restart();
            try (Connection connection = database.connect()) {
                run(connection, "INSERT INTO word VALUES ('two')");
            }
            database.kill();
            assertThatExceptionOfType(SQLException.class).isThrownBy(database::connect);
            database.start();
            try (Connection connection = database.connect()) {
                assertThat(query(connection, "SELECT COUNT(*) FROM word")).isEqualTo("2");
            }
        }
    }

    @Test
    void pauseWhenResumedThenTheAnswerComesAfterwards() throws Exception {
        try (DatabaseServer database = DatabaseServer.launch();
                Connection connection = database.connect()) {
            database.pause();
            var answer = CompletableFuture.supplyAsync(() -> query(connection, "SELECT 1"));
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> answer.get(300, TimeUnit.MILLISECONDS));
            database.resume();
            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("1");
        }
    }

    @Test
    void launchWhenFolderIsGivenThenTheNextServerHasItsData(@TempDir Path folder) throws SQLException {
        DatabaseSetup setup = DatabaseSetup.lasting(Ports.free(), folder);
        try (DatabaseServer first = DatabaseServer.launch(setup);
                Connection connection = first.connect()) {
            run(connection, "CREATE TABLE word AS SELECT 'kept' AS text");
        }
        try (DatabaseServer second = DatabaseServer.launch(setup);
                Connection connection = second.connect()) {
            assertThat(query(connection, "SELECT text FROM word")).isEqualTo("kept");
        }
    }

    @Test
    void proxyWhenCutThenTheConnectionIsBroken() throws SQLException {
        DatabaseServer database = DatabaseServer.shared();
        try (TcpProxy proxy = TcpProxy.to(database);
                Connection connection = DriverManager.getConnection(
                        database.jdbcUrl("sluice", proxy), database.user(), database.password())) {
            run(connection, "DO 1");
            proxy.cut();
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> run(connection, "DO 1"));
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(Connection connection, String sql) {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
