package io.sluice.batch.servers;

import io.sluice.servers.ContainerProcess;
import io.sluice.servers.Deadline;
import io.sluice.servers.Folders;
import io.sluice.servers.Server;
import io.sluice.servers.ServerProcess;
import io.sluice.servers.TcpProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.testcontainers.mysql.MySQLContainer;

/**
 * A real database that speaks MySQL: MariaDB 11.4 from the class path, or MySQL 9 in a container. Users and passwords are real.
 * See {@link Server} for what can be done to it, and by whom.
 */
public final class DatabaseServer implements Server {

    private static final String HOST = "127.0.0.1";
    private static final String IMAGE = "mysql:9";
    private static final Duration READY = Duration.ofSeconds(60);

    private final DatabaseSetup setup;
    private final Path folder;
    private final ServerProcess process;

    private DatabaseServer(DatabaseSetup setup, Path folder, ServerProcess process) {
        this.setup = setup;
        this.folder = folder;
        this.process = process;
    }

    private DatabaseServer(DatabaseSetup setup) {
        this.setup = setup;
        this.folder = setup.folder() == null
                ? Folders.temporary("database")
                : setup.folder().toAbsolutePath();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("folder " + folder + ": not made", e);
        }
        this.process = ServerProcess.inContainers() ? contained() : MariaDb.process(setup, folder);
    }

    /**
     * The server of this JVM, for tests that do it no harm and keep to a schema of their own. With the system property
     * {@code sluice.test.database.port} it is one of this machine that runs there already, of whatever version, with the
     * schema {@code sluice} and the users {@code root} and {@code sluice}, both with the password {@code sluice}.
     */
    public static DatabaseServer shared() {
        return Shared.SERVER;
    }

    /** Starts one with temporary data on a free port. */
    public static DatabaseServer launch() {
        return launch(DatabaseSetup.temporary());
    }

    /**
     * Starts one as the setup says.
     *
     * @throws IllegalStateException if it does not answer in time; its log's last lines are in the message
     */
    public static DatabaseServer launch(DatabaseSetup setup) {
        var server = new DatabaseServer(setup);
        try {
            server.start();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    @Override
    public String host() {
        return HOST;
    }

    @Override
    public int port() {
        return setup.port();
    }

    public String user() {
        return setup.user();
    }

    public String password() {
        return setup.password();
    }

    /** For the schema of the setup. */
    public String jdbcUrl() {
        return jdbcUrl(setup.schema());
    }

    public String jdbcUrl(String schema) {
        return jdbcUrl(HOST, port(), schema);
    }

    /** The same by way of a proxy. */
    public String jdbcUrl(String schema, TcpProxy proxy) {
        return jdbcUrl(proxy.host(), proxy.port(), schema);
    }

    /**
     * Makes a schema, empty even if it was there, for the user of the setup.
     *
     * @return its {@link #jdbcUrl(String)}
     */
    public String freshSchema(String schema) {
        String name = DatabaseSetup.word("schema", schema);
        try (Connection root = root();
                var statement = root.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS `" + name + "`");
            statement.execute("CREATE DATABASE `" + name + "`");
            statement.execute("GRANT ALL ON `" + name + "`.* TO '" + setup.user() + "'@'%'");
            return jdbcUrl(name);
        } catch (SQLException e) {
            throw new IllegalStateException("schema " + name + ": not made", e);
        }
    }

    /** A connection of the plain user to the schema of the setup. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), setup.user(), setup.password());
    }

    /** The same with more parameters, such as {@code &socketTimeout=1000}. */
    public Connection connect(String parameters) throws SQLException {
        return DriverManager.getConnection(jdbcUrl() + parameters, setup.user(), setup.password());
    }

    /** A connection of {@code root}, for faults: server variables, killed connections, triggers. */
    public Connection root() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), "root", setup.password());
    }

    @Override
    public void start() {
        process.start();
        try {
            Deadline.await("database on port " + port() + " ready", READY, () -> isReady() || !process.isAlive());
        } catch (IllegalStateException e) {
            throw new IllegalStateException(e.getMessage() + System.lineSeparator() + process.logTail(), e);
        }
        if (!process.isAlive()) {
            throw new IllegalStateException("database on port " + port() + ": ended (expected: ready)"
                    + System.lineSeparator() + process.logTail());
        }
    }

    @Override
    public void stop() {
        process.stop();
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public void pause() {
        process.pause();
    }

    @Override
    public void resume() {
        process.resume();
    }

    /** Stops it; one with temporary data is killed, which is faster, and its folder removed. */
    @Override
    public void close() {
        if (setup.folder() == null) {
            process.kill();
        }
        process.close();
        if (setup.folder() == null) {
            Folders.delete(folder);
        }
    }

    private boolean isReady() {
        try (Connection connection = DriverManager.getConnection(
                jdbcUrl() + "&connectTimeout=2000&socketTimeout=5000", setup.user(), setup.password())) {
            return connection.isValid(2);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private ServerProcess contained() {
        int inside = MySQLContainer.MYSQL_PORT;
        var container = new MySQLContainer(IMAGE)
                .withDatabaseName(setup.schema())
                .withUsername(setup.user())
                .withPassword(setup.password())
                .withCommand(
                        "mysqld",
                        "--skip-log-bin",
                        "--performance-schema=OFF",
                        "--innodb-flush-log-at-trx-commit=2",
                        "--innodb-buffer-pool-size=64M");
        var contained = new ContainerProcess(container, port(), inside);
        return setup.folder() == null ? contained : contained.mount(data(), "/var/lib/mysql");
    }

    private Path data() {
        try {
            return Files.createDirectories(folder.resolve("data"));
        } catch (IOException e) {
            throw new UncheckedIOException("folder " + folder + ": no data folder made", e);
        }
    }

    /** Rewritten batches make one statement of many rows; the session keeps UTC whatever the zone here; no TLS on loopback. */
    private static String jdbcUrl(String host, int port, String schema) {
        return "jdbc:mysql://" + host + ":" + port + "/" + schema
                + "?rewriteBatchedStatements=true&connectionTimeZone=UTC&forceConnectionTimeZoneToSession=true"
                + "&sslMode=DISABLED&allowPublicKeyRetrieval=true";
    }

    private static final class Shared {
        private static final @Nullable Integer FOREIGN = Integer.getInteger("sluice.test.database.port");

        static final DatabaseServer SERVER = FOREIGN == null ? launch() : foreign(FOREIGN);

        static {
            if (FOREIGN == null) {
                Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close, "shared-database-close"));
            }
        }

        private static DatabaseServer foreign(int port) {
            var folder = Folders.temporary("database");
            var server = new DatabaseServer(DatabaseSetup.lasting(port, folder), folder, new ForeignProcess(port));
            server.start();
            return server;
        }
    }
}
