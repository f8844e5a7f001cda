package io.sluice.servers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A command on this machine that listens on a loopback port. */
public final class LocalProcess implements ServerProcess {

    private static final Duration GRACE = Duration.ofSeconds(20);

    private final int port;
    private final List<String> command;
    private final Path folder;
    private final Path log;
    private @Nullable LeashedProcess process;

    /**
     * Starts nothing yet.
     *
     * @param folder working directory of the command
     */
    public LocalProcess(int port, List<String> command, Path folder, Path log) {
        this.port = port;
        this.command = List.copyOf(command);
        this.folder = folder;
        this.log = log;
    }

    /** Waits first for a predecessor that still holds the port, as one does whose JVM was killed a moment ago. */
    @Override
    public void start() {
        if (isAlive()) {
            throw new IllegalStateException("server on port " + port + ": runs already");
        }
        Deadline.await("port " + port + " free", GRACE, () -> Ports.isFree(port));
        process = LeashedProcess.start(command, folder, Map.of(), log);
    }

    @Override
    public void stop() {
        if (process != null) {
            process.stop(GRACE);
        }
    }

    @Override
    public void kill() {
        if (process != null) {
            process.kill();
        }
    }

    @Override
    public void pause() {
        started().pause();
    }

    @Override
    public void resume() {
        started().resume();
    }

    @Override
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    @Override
    public String peer() {
        return "127.0.0.1 " + port;
    }

    @Override
    public String logTail() {
        return LeashedProcess.tail(log);
    }

    @Override
    public void close() {
        stop();
    }

    private LeashedProcess started() {
        if (process == null) {
            throw new IllegalStateException("server on port " + port + ": never started");
        }
        return process;
    }
}
