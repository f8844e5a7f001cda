package io.sluice.bench;

import io.sluice.servers.Deadline;
import io.sluice.servers.Folders;
import io.sluice.servers.LeashedProcess;
import io.sluice.servers.RedisServer;
import io.sluice.store.RedisStore;
import io.sluice.store.StoreLimits;
import io.sluice.store.TestStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * An admin who writes at a steady pace in a process of its own, so that nothing that goes on here holds it up but for the processors, and
 * says how long each write took from when it was due.
 */
final class WriterProcess implements AutoCloseable {
    static final int SETTINGS = 1000;
    private static final Duration PACE = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Path folder = Folders.temporary("writer");
    private final Path log = folder.resolve("writes.log");
    private final LeashedProcess process;

    private WriterProcess(RedisServer redis) {
        process = LeashedProcess.start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        WriterProcess.class.getName(),
                        redis.host(),
                        Integer.toString(redis.port())),
                folder,
                Map.of(),
                log);
    }

    /** Starts it; it has written everything once on return. */
    static WriterProcess start(RedisServer redis) {
        var writer = new WriterProcess(redis);
        Deadline.await("writer writes", PATIENCE, () -> !writer.writes().isEmpty());
        return writer;
    }

    /**
     * A write.
     *
     * @param due when, as {@link System#nanoTime} has it, which is the same clock in all processes of a machine
     * @param nanos that it took from then on
     */
    private record Written(long due, long nanos) {
        static Written of(String line) {
            var parts = line.split(" ", 3);
            return new Written(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        }
    }

    /** Of the writes that were due in this time, in microseconds. */
    double p99(long from, long to) {
        Deadline.await(
                "writer has come so far",
                PATIENCE,
                () -> process.isAlive() && writes().stream().anyMatch(write -> write.due() > to));
        return Rounds.Pair.ofNanos(writes().stream()
                        .filter(write -> write.due() >= from && write.due() <= to)
                        .mapToLong(Written::nanos)
                        .toArray())
                .second();
    }

    private List<Written> writes() {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.matches("wrote \\d+ \\d+"))
                    .map(Written::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("log " + log + ": not read", e);
        }
    }

    @Override
    public void close() {
        process.kill();
        Folders.delete(folder);
    }

    /** The process itself. */
    public static void main(String[] arguments) {
        var store = TestStore.on(arguments[0], Integer.parseInt(arguments[1]), StoreLimits.standard(), PATIENCE);
        store.settings().register(WritesBench.NAMESPACE);
        for (int i = 0; i < SETTINGS; i++) {
            write(store, i);
        }
        long due = System.nanoTime();
        for (int i = 0; ; i = (i + 1) % SETTINGS) {
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            write(store, i);
            System.out.println("wrote " + due + " " + (System.nanoTime() - due));
            due += PACE.toNanos();
        }
    }

    private static void write(RedisStore store, int i) {
        store.settings().write(WritesBench.set("service/limit-" + i, "\"" + "x".repeat(98) + "\""));
    }
}
