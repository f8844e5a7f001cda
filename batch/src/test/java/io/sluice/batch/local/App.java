package io.sluice.batch.local;

import io.sluice.servers.LeashedProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of the applications, in a JVM of its own that cannot outlive this one. For one thread; {@link #stop} for all. */
final class App {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final LocalPort port;
    private final Path jar;
    private final Path folder;
    private final Path log;
    private final Map<String, Object> configuration;
    private final Caller caller;
    private volatile @Nullable LeashedProcess process;

    /**
     * @param folder working directory
     * @param configuration as in {@code application.yml}; goes through the environment, for a command line is seen by all
     */
    App(LocalPort port, Path jar, Path folder, Path log, Map<String, Object> configuration) {
        this.port = port;
        this.jar = jar;
        this.folder = folder;
        this.log = log;
        this.configuration = Map.copyOf(configuration);
        this.caller = new Caller("http://" + port.address());
    }

    String name() {
        return port.use();
    }

    LocalPort port() {
        return port;
    }

    Caller caller() {
        return caller;
    }

    void start() {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        process = LeashedProcess.start(
                List.of(java, "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", jar.toString()),
                folder,
                Map.of("SPRING_APPLICATION_JSON", Json.of(configuration).toString()),
                log);
    }

    /** @throws LocalRunException with the last lines of its log, if it ends or is not ready in time */
    void awaitReady(Pace pace) {
        try {
            pace.until(START, Duration.ofMillis(200), () -> {
                requireAlive();
                return caller.isReady() ? null : name() + ": not ready";
            });
        } catch (LocalRunException e) {
            throw pace.isOver() ? e : new LocalRunException(e.getMessage() + System.lineSeparator() + logTail(), e);
        }
    }

    boolean isAlive() {
        var running = process;
        return running != null && running.isAlive();
    }

    long pid() {
        return started().pid();
    }

    /** The exit code of one that has ended; -1 while it runs. */
    int exitCode() {
        return started().onExit().getNow(-1);
    }

    void stop() {
        var running = process;
        if (running != null) {
            running.stop(GRACE);
        }
    }

    private void requireAlive() {
        if (!isAlive()) {
            throw new LocalRunException("%s: ended with exit code %d (expected: ready)".formatted(name(), exitCode()));
        }
    }

    private String logTail() {
        return started().logTail() + System.lineSeparator() + "(" + log + ")";
    }

    private LeashedProcess started() {
        var running = process;
        if (running == null) {
            throw new IllegalStateException(name() + ": never started");
        }
        return running;
    }
}
