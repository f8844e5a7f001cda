package io.sluice.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A child process that cannot outlive this JVM, however the JVM ends: {@code kill -9} included.
 *
 * <p>The leash is a pipe whose writing end only this JVM holds. A shell waits at the other end; when the pipe closes, because
 * {@link #stop} closed it or because the JVM is gone, it sends TERM to the child, and KILL when the grace is over. Shell and
 * child run in a session of their own (where {@code setsid} exists), so that neither Ctrl-C in the terminal nor a signal to this
 * JVM's process group reaches them: the JVM decides when the child ends. Needs a POSIX shell.
 *
 * <p>Safe for use by several threads.
 */
public final class LeashedProcess implements AutoCloseable {

    /** What an orphan gets between TERM and KILL; also the grace of {@link #close}. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** How much later than its grace a child may be gone: for the shell's own steps on a busy machine. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    /** Exit code of a child that a signal ended: this plus the signal's number. */
    public static final int SIGNALLED = 128;

    /** $0 is the leash itself, the rest its arguments. */
    private static final String OWN_SESSION = """
            if command -v setsid >/dev/null 2>&1; then exec setsid sh -c "$0" leash "$@"; fi
            exec sh -c "$0" leash "$@"
            """;

    /** $1 is the log file, $2 the grace in seconds, the rest the command. Says the child's pid, ends with the child's code. */
    private static final String LEASH = """
            log=$1 grace=$2
            shift 2
            trap : INT QUIT HUP
            exec 3<&0 </dev/null
            "$@" >>"$log" 2>&1 3<&- &
            child=$!
            echo "$child"
            {
              trap '' INT QUIT HUP TERM
              while read -r seconds; do grace=$seconds; done <&3
              kill -TERM "$child"
              kill -CONT "$child"
              while [ "$grace" -gt 0 ] && kill -0 "$child"; do sleep 1; grace=$((grace - 1)); done
              kill -KILL "$child"
            } >/dev/null 2>&1 &
            leash=$!
            while wait "$child"; code=$?; kill -0 "$child" 2>/dev/null; do :; done
            kill -KILL "$leash" 2>/dev/null
            exit "$code"
            """;

    private final Process shell;
    private final ProcessHandle child;
    private final Path log;

    private LeashedProcess(Process shell, ProcessHandle child, Path log) {
        this.shell = shell;
        this.child = child;
        this.log = log;
    }

    /**
     * Starts a command with an empty standard input.
     *
     * @param environment is added to this JVM's own
     * @param log both outputs are appended here; its folder is made if missing
     * @throws UncheckedIOException if there is no shell, or the folder cannot be made; a command that cannot be run ends with
     *     exit code 126 or 127 and says so in the log
     */
    public static LeashedProcess start(
            List<String> command, Path workingDirectory, Map<String, String> environment, Path log) {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("command: empty (expected: a program and its arguments)");
        }
        Path file = log.toAbsolutePath();
        var words = new ArrayList<>(
                List.of("sh", "-c", OWN_SESSION, LEASH, file.toString(), Long.toString(GRACE.toSeconds())));
        words.addAll(command);
        try {
            Files.createDirectories(file.getParent());
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(workingDirectory.toFile())
                    .redirectError(ProcessBuilder.Redirect.appendTo(file.toFile()));
            builder.environment().putAll(environment);
            Process shell = builder.start();
            return new LeashedProcess(shell, child(shell, command), file);
        } catch (IOException e) {
            throw new UncheckedIOException("command " + command.get(0) + ": not started", e);
        }
    }

    private static ProcessHandle child(Process shell, List<String> command) throws IOException {
        try (var reader =
                new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.US_ASCII))) {
            String pid = reader.readLine();
            if (pid == null) {
                throw new IOException("leash of " + command.get(0) + ": ended at once");
            }
            // A command that ended already has no handle any more: the shell's stands in, and is about to end too.
            return ProcessHandle.of(Long.parseLong(pid)).orElseGet(shell::toHandle);
        }
    }

    /** Process id of the command itself, not of the shell that holds the leash. */
    public long pid() {
        return child.pid();
    }

    public boolean isAlive() {
        return shell.isAlive();
    }

    /** Completes with the exit code; {@link #SIGNALLED} plus the signal's number for a child that a signal ended. */
    public CompletableFuture<Integer> onExit() {
        return shell.onExit().thenApply(Process::exitValue);
    }

    /**
     * Sends TERM, and KILL when the grace is over (rounded up to whole seconds); returns when the child is gone. A paused child
     * is continued. Nothing happens to one that has ended.
     *
     * @return the exit code
     */
    public int stop(Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("grace: " + grace + " (expected: zero or more)");
        }
        try (var leash = shell.getOutputStream()) {
            leash.write((grace.plusMillis(999).toSeconds() + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // Closed before, or the shell is gone and its end of the pipe with it: the waiting below tells which.
        }
        return exitWithin(grace.plus(SLACK));
    }

    /** KILL (-9), and returns when the child is gone. */
    public void kill() {
        if (isAlive()) {
            child.destroyForcibly();
        }
        exitWithin(SLACK);
    }

    /** STOP: the child stands still, its connections stay open. */
    public void pause() {
        signal("STOP");
        Deadline.await("process " + pid() + " stopped", SLACK, this::isStopped);
    }

    /** CONT: the child goes on after {@link #pause}. */
    public void resume() {
        signal("CONT");
    }

    /** The last lines the child wrote, for a failure's message. */
    public String logTail() {
        return tail(log);
    }

    /** Stops with ten seconds of grace. */
    @Override
    public void close() {
        stop(GRACE);
    }

    /** A signal takes effect some time after it was sent, thread by thread; true where there is no {@code /proc} to see it in. */
    private boolean isStopped() {
        Path tasks = Path.of("/proc", Long.toString(pid()), "task");
        if (!Files.isDirectory(tasks)) {
            return true;
        }
        try (var all = Files.list(tasks)) {
            return all.allMatch(LeashedProcess::isTaskStopped);
        } catch (IOException | UncheckedIOException taskHasEnded) {
            return false; // asked again
        }
    }

    private static boolean isTaskStopped(Path task) {
        try {
            String stat = Files.readString(task.resolve("stat"), StandardCharsets.ISO_8859_1);
            return stat.startsWith(") T", stat.lastIndexOf(')'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String tail(Path log) {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    private int exitWithin(Duration limit) {
        try {
            return onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            child.destroyForcibly();
            throw new IllegalStateException("process " + pid() + ": alive (expected: gone within " + limit + ")", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("process " + pid() + ": no exit code", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("process " + pid() + ": interrupted while it ends", e);
        }
    }

    /** Through the shell's own kill: a machine without the command of that name will do. */
    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid()).start();
            if (!kill.waitFor(SLACK.toMillis(), TimeUnit.MILLISECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("process " + pid() + ": " + name + " not delivered");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid() + ": " + name + " not sent", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("process " + pid() + ": interrupted while sending " + name, e);
        }
    }
}
