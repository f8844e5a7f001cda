package io.sluice.faults.cluster;

import io.sluice.servers.Deadline;
import io.sluice.servers.LeashedProcess;
import io.sluice.servers.Ports;
import io.sluice.servers.TcpProxy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * One of the processes, which keeps its address through all its lives, with its own ways to Redis and to the database. Safe for
 * use by several threads.
 */
public final class Node implements AutoCloseable {
    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration GRACE = Duration.ofSeconds(12);
    private static final List<String> OPTIONS = List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    /** What a node is. */
    public enum Kind {
        API,
        SUBSCRIBER,
        BATCH
    }

    private final String name;
    private final Kind kind;
    private final int port;
    private final Program program;
    private final Map<String, Object> configuration;
    private final Path folder;
    private final TcpProxy redis;
    private final @Nullable TcpProxy database;
    private @Nullable LeashedProcess process;
    private boolean paused;
    private int life;

    Node(
            String name,
            Kind kind,
            Program program,
            Map<String, Object> configuration,
            Path folder,
            TcpProxy redis,
            @Nullable TcpProxy database) {
        this.name = name;
        this.kind = kind;
        this.port = Ports.free();
        this.program = program;
        this.configuration = new HashMap<>(configuration);
        this.folder = folder;
        this.redis = redis;
        this.database = database;
        this.configuration.put(kind == Kind.SUBSCRIBER ? LookingGlass.PORT : "server.port", port);
        if (kind == Kind.SUBSCRIBER) {
            this.configuration.put("sample.port", Ports.free());
        }
    }

    public String name() {
        return name;
    }

    public Kind kind() {
        return kind;
    }

    /** Such as {@code http://127.0.0.1:18000}. */
    public String address() {
        return "http://127.0.0.1:" + port;
    }

    /** Its way to Redis. */
    public TcpProxy redis() {
        return redis;
    }

    /** Its way to the database; only batch nodes have one. */
    public TcpProxy database() {
        return Objects.requireNonNull(database, "a way to the database");
    }

    /** How often it was started; 0 before the first time. */
    public synchronized int life() {
        return life;
    }

    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Whether it runs, and is not stopped by a signal. */
    public synchronized boolean isRunning() {
        return isAlive() && !paused;
    }

    /** Starts it, if it does not run; it is ready some time later. */
    public synchronized void start() {
        if (isAlive()) {
            return;
        }
        life++;
        paused = false;
        process = LeashedProcess.start(
                program.command(OPTIONS),
                folder,
                Map.of("SPRING_APPLICATION_JSON", JsonMapper.shared().writeValueAsString(configuration)),
                log());
    }

    /**
     * Waits until it is.
     *
     * @throws IllegalStateException with the last lines of its log, if it ends, or is not ready in time
     */
    public void awaitReady() {
        try {
            Deadline.await(name + " is ready", READY, () -> !isAlive() || isReady());
        } catch (IllegalStateException e) {
            throw new IllegalStateException(e.getMessage() + System.lineSeparator() + logTail(), e);
        }
        if (!isAlive()) {
            throw new IllegalStateException(name + ": ended (expected: ready)" + System.lineSeparator() + logTail());
        }
    }

    public boolean isReady() {
        var path = kind == Kind.SUBSCRIBER ? LookingGlass.READY : "/actuator/health/readiness";
        try {
            var request = HttpRequest.newBuilder(URI.create(address() + path))
                    .timeout(Duration.ofSeconds(3))
                    .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** As {@code kill -9}. */
    public synchronized void kill() {
        if (process != null) {
            process.kill();
        }
    }

    /** As {@code kill}: it may end what it has in hand. */
    public synchronized void terminate() {
        if (process != null) {
            process.stop(GRACE);
        }
    }

    /** As {@code kill -STOP}. */
    public synchronized void pause() {
        if (process != null && process.isAlive()) {
            process.pause();
            paused = true;
        }
    }

    /** As {@code kill -CONT}. */
    public synchronized void resume() {
        if (process != null && process.isAlive() && paused) {
            process.resume();
        }
        paused = false;
    }

    /** Undoes all: its ways are open, it runs. */
    public void heal() {
        redis.pass();
        if (database != null) {
            database.pass();
        }
        resume();
        start();
    }

    /** All that it has said, in all its lives. */
    public Path log() {
        return folder.resolve(name + ".log");
    }

    private synchronized String logTail() {
        return process == null ? "" : process.logTail();
    }

    @Override
    public void close() {
        kill();
        redis.close();
        if (database != null) {
            database.close();
        }
    }
}
