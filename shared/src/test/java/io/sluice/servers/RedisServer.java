package io.sluice.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis with an append-only file and {@code noeviction}: version 7.0 from the class path, or version 8 in a container.
 * See {@link Server} for what can be done to it, and by whom.
 */
public final class RedisServer implements Server {

    private static final String HOST = "127.0.0.1";
    private static final String VERSION = "7.0.15";
    private static final String IMAGE = "redis:8";
    private static final String USERS = "users.acl";
    private static final Duration READY = Duration.ofSeconds(30);

    private final RedisSetup setup;
    private final Path folder;
    private final ServerProcess process;

    private RedisServer(RedisSetup setup) {
        this.setup = setup;
        this.folder = setup.folder() == null
                ? Folders.temporary("redis")
                : setup.folder().toAbsolutePath();
        try {
            Files.createDirectories(data());
        } catch (IOException e) {
            throw new UncheckedIOException("folder " + data() + ": not made", e);
        }
        this.process = ServerProcess.inContainers() ? contained() : embedded();
    }

    /** The server of this JVM, for tests that do it no harm and keep to namespaces of their own. */
    public static RedisServer shared() {
        return Shared.SERVER;
    }

    /** Starts one with temporary data on a free port. */
    public static RedisServer launch() {
        return launch(RedisSetup.temporary());
    }

    /**
     * Starts one as the setup says.
     *
     * @throws IllegalStateException if it does not answer in time; its log's last lines are in the message
     */
    public static RedisServer launch(RedisSetup setup) {
        var server = new RedisServer(setup);
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

    /** Host and port, as {@code replicaof} of another server takes them, while this one runs. */
    public String peer() {
        return process.peer();
    }

    /** For clients: {@code redis://host:port}. */
    public String uri() {
        return "redis://" + HOST + ":" + port();
    }

    /** Where Redis keeps its files, {@code appendonlydir} among them. */
    public Path data() {
        return folder.resolve("data");
    }

    @Override
    public void start() {
        writeUsers();
        process.start();
        try {
            Deadline.await("redis on port " + port() + " ready", READY, () -> isReady() || !process.isAlive());
        } catch (IllegalStateException e) {
            throw new IllegalStateException(e.getMessage() + System.lineSeparator() + process.logTail(), e);
        }
        if (!process.isAlive()) {
            throw new IllegalStateException("redis on port " + port() + ": ended (expected: ready)"
                    + System.lineSeparator() + process.logTail());
        }
    }

    /** Whether it has neither been stopped nor killed. */
    public boolean isRunning() {
        return process.isAlive();
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

    /** Stops, throws all data away and starts: what a new machine without the old disk looks like to a client. */
    public void restartEmpty() {
        stop();
        Folders.empty(data());
        start();
    }

    /**
     * Sends one command on a connection of its own and reads the reply.
     *
     * @return a {@code String}, a {@code Long}, a {@code List} of these, or {@code null} for nil
     * @throws IllegalStateException with the server's words if it refuses
     * @throws UncheckedIOException if it cannot be reached, or does not answer within ten seconds
     */
    public @Nullable Object command(String... words) {
        try {
            return Resp.call(HOST, port(), words);
        } catch (IOException e) {
            throw new UncheckedIOException("redis on port " + port() + ": no reply to " + words[0], e);
        }
    }

    /** The same as one of the {@link RedisUsers}. */
    public @Nullable Object commandAs(String user, String... words) {
        try {
            return Resp.call(HOST, port(), List.of("AUTH", user, RedisUsers.password(user)), words);
        } catch (IOException e) {
            throw new UncheckedIOException("redis on port " + port() + ": no reply to " + words[0], e);
        }
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

    private void writeUsers() {
        if (!setup.users().isEmpty()) {
            try {
                Files.write(data().resolve(USERS), setup.users());
            } catch (IOException e) {
                throw new UncheckedIOException("file " + data().resolve(USERS) + ": not written", e);
            }
        }
    }

    private boolean isReady() {
        try {
            return "PONG".equals(Resp.call(HOST, port(), "PING"));
        } catch (IOException | IllegalStateException notYet) {
            return false; // nobody listens yet, or it is still loading its file
        }
    }

    private ServerProcess embedded() {
        List<String> command = new ArrayList<>(List.of(program(setup.cache()).toString()));
        command.addAll(settings(port(), HOST, data().toString()));
        return new LocalProcess(port(), command, folder, folder.resolve("redis.log"));
    }

    private ServerProcess contained() {
        int inside = 6379;
        List<String> command = new ArrayList<>(List.of("redis-server"));
        command.addAll(settings(inside, "0.0.0.0", "/data"));
        return ContainerProcess.of(IMAGE, command, port(), inside).mount(data(), "/data");
    }

    private List<String> settings(int port, String bind, String dir) {
        var words =
                new ArrayList<>(List.of("--port", Integer.toString(port), "--bind", bind, "--protected-mode", "no"));
        words.addAll(List.of("--dir", dir, "--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"));
        words.addAll(List.of("--enable-debug-command", "yes"));
        if (!setup.users().isEmpty()) {
            words.addAll(List.of("--aclfile", dir + "/" + USERS));
        }
        words.addAll(setup.settings());
        return words;
    }

    static Path program(Path cache) {
        String name = "redis-server-" + VERSION + "-" + platform();
        return Folders.once(cache.resolve(name), folder -> {
                    try (InputStream resource = RedisServer.class.getResourceAsStream("/" + name)) {
                        if (resource == null) {
                            throw new IllegalStateException("embedded Redis: no " + name + " on the class path"
                                    + " (elsewhere: -Dsluice.test.servers=containers)");
                        }
                        Path program = folder.resolve("redis-server");
                        Files.copy(resource, program);
                        if (!program.toFile().setExecutable(true)) {
                            throw new IOException("file " + program + ": not made executable");
                        }
                    }
                })
                .resolve("redis-server");
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String arch = System.getProperty("os.arch");
        if (Set.of("amd64", "x86_64").contains(arch)) {
            return os + "-amd64";
        }
        return os + "-" + (arch.equals("aarch64") ? "arm64" : arch);
    }

    private static final class Shared {
        static final RedisServer SERVER = launch();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close, "shared-redis-close"));
        }
    }
}
