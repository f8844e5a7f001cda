package io.sluice.batch.command;

import io.sluice.batch.SluiceBatch;
import io.sluice.servers.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line in a process of its own, with its outputs in files. For one thread. */
final class CommandProcess implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Process process;
    private final Path out;
    private final Path err;

    private CommandProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * What it left behind.
     *
     * @param code its exit code
     */
    record Result(int code, String out, String err) {}

    /** How the command is called, for use in a shell. */
    static List<String> words() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SluiceBatch.class.getName());
    }

    /** Carries a command out. */
    static Result run(Path folder, Map<String, String> environment, String... arguments) {
        try (var process = start(folder, environment, arguments)) {
            return process.await();
        }
    }

    /** Starts a command that can be interrupted, whatever the caller of the tests ignores. */
    static CommandProcess start(Path folder, Map<String, String> environment, String... arguments) {
        var command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(words());
        command.addAll(List.of(arguments));
        return launch(folder, environment, command);
    }

    /** Carries out a script of bash in which {@code $sluice} is the command. */
    static Result script(Path folder, Map<String, String> environment, String script) {
        var words = new ArrayList<>(
                List.of("bash", "-c", "sluice() { \"${words[@]}\" \"$@\"; }; words=(\"$@\"); " + script));
        words.add("bash");
        words.addAll(words());
        try (var process = launch(folder, environment, words)) {
            return process.await();
        }
    }

    private static CommandProcess launch(Path folder, Map<String, String> environment, List<String> command) {
        var out = folder.resolve("out");
        var err = folder.resolve("err");
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SLUICE_") || name.startsWith("SPRING_"));
        builder.environment().putAll(environment);
        try {
            return new CommandProcess(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has said that on its standard error. */
    void awaitSaid(String text) {
        Deadline.await("said: " + text, LONGEST, () -> read(err).contains(text));
    }

    /** Ctrl-C. */
    void interrupt() {
        try {
            var kill = new ProcessBuilder("sh", "-c", "kill -INT " + process.pid()).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("process " + process.pid() + ": INT not delivered");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    Result await() {
        try {
            if (!process.waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("command: goes on (expected: ended)\n" + read(err));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return new Result(process.exitValue(), read(out), read(err));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
