package io.sluice.batch.faults;

import io.sluice.batch.SluiceBatch;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.Deadline;
import io.sluice.servers.Folders;
import io.sluice.servers.LeashedProcess;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisUsers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** A node in a process of its own, which can be killed, stopped, and made to die at a {@link FailPoint}. */
public final class BatchProcess implements AutoCloseable {
    /** Of an operator. */
    public static final String TOKEN = "token-of-the-test";

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    private final LeashedProcess process;
    private final Path folder;
    private final Path log;

    private BatchProcess(LeashedProcess process, Path folder, Path log) {
        this.process = process;
        this.folder = folder;
        this.log = log;
    }

    /** One that dies where it comes to the point. */
    static BatchProcess dying(FailPoint point, RedisServer redis, String jdbcUrl, String... properties) {
        return start(List.of("-D" + FailPoints.ARMED + "=" + point), redis, jdbcUrl, properties);
    }

    /** One that loses its connection to the database where it comes to the point. */
    static BatchProcess losing(FailPoint point, RedisServer redis, String jdbcUrl, String... properties) {
        return start(
                List.of("-D" + FailPoints.ARMED + "=" + point, "-D" + FailPoints.LOSING + "=true"),
                redis,
                jdbcUrl,
                properties);
    }

    /** One that is held up where it comes to the point, until {@link #release}. */
    static BatchProcess held(FailPoint point, RedisServer redis, String jdbcUrl, String... properties) {
        return start(
                List.of("-D" + FailPoints.ARMED + "=" + point, "-D" + FailPoints.UNTIL + "=released"),
                redis,
                jdbcUrl,
                properties);
    }

    /**
     * Starts one.
     *
     * @param options of Java
     * @param properties as {@code name=value}
     */
    public static BatchProcess start(List<String> options, RedisServer redis, String jdbcUrl, String... properties) {
        return start(BatchProcess.class, options, redis, jdbcUrl, properties);
    }

    /** One without fail points, as it is installed. */
    static BatchProcess installed(RedisServer redis, String jdbcUrl, String... properties) {
        return start(SluiceBatch.class, List.of(), redis, jdbcUrl, properties);
    }

    private static BatchProcess start(
            Class<?> main, List<String> options, RedisServer redis, String jdbcUrl, String... properties) {
        var folder = Folders.temporary("batch-process");
        var log = folder.resolve("batch.log");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(
                "--server.port=0",
                "--sluice.restore.every=0s",
                "--spring.data.redis.host=" + redis.host(),
                "--spring.data.redis.port=" + redis.port(),
                "--spring.data.redis.username=" + RedisUsers.BATCH,
                "--spring.data.redis.password=" + RedisUsers.password(RedisUsers.BATCH),
                "--spring.datasource.url=" + jdbcUrl,
                "--spring.datasource.username=" + DatabaseServer.shared().user(),
                "--spring.datasource.password=" + DatabaseServer.shared().password(),
                "--sluice.access.tokens[0].owner=tester",
                "--sluice.access.tokens[0].role=operator",
                "--sluice.access.tokens[0].token=" + TOKEN));
        Arrays.stream(properties).map("--"::concat).forEach(command::add);
        return new BatchProcess(LeashedProcess.start(command, folder, Map.of(), log), folder, log);
    }

    /** Where its HTTP is, once it is. */
    public String address() {
        Deadline.await("node " + process.pid() + " listens", SOON, () -> port() != null || !process.isAlive());
        var port = port();
        if (port == null) {
            throw new IllegalStateException("node: ended (expected: listening)\n" + process.logTail());
        }
        return "http://127.0.0.1:" + port;
    }

    /** Waits for its death at a fail point. */
    void awaitDeath() {
        Deadline.await("node " + process.pid() + " died", SOON, () -> !process.isAlive());
        int code = process.onExit().join();
        if (code != LeashedProcess.SIGNALLED + 9) {
            throw new IllegalStateException(
                    "node: exit code %d (expected: killed)\n%s".formatted(code, process.logTail()));
        }
    }

    /** Waits until it is held up. */
    void awaitHeld() {
        Deadline.await(
                "node " + process.pid() + " held", SOON, () -> log().contains(FailPoints.HELD) || !process.isAlive());
        if (!process.isAlive()) {
            throw new IllegalStateException("node: ended (expected: held)\n" + process.logTail());
        }
    }

    /** Lets one go on that is held up. */
    void release() {
        try {
            Files.createFile(folder.resolve("released"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kill -STOP}. */
    void pause() {
        process.pause();
    }

    /** As {@code kill -CONT}. */
    void resume() {
        process.resume();
    }

    /** As {@code kill -9}. */
    public void kill() {
        process.kill();
    }

    /** As {@code kill}, and {@code kill -9} after the grace; the exit code. */
    int stop(Duration grace) {
        return process.stop(grace);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** All that it has said. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException("log " + log + ": not read", e);
        }
    }

    @Override
    public void close() {
        process.kill();
        Folders.delete(folder);
    }

    private @Nullable String port() {
        var found = PORT.matcher(log());
        return found.find() ? found.group(1) : null;
    }

    /** The process itself. */
    public static void main(String[] arguments) {
        new SpringApplicationBuilder(SluiceBatch.class, FailPoints.class).run(arguments);
    }
}
