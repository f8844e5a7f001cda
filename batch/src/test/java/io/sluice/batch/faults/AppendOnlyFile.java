package io.sluice.batch.faults;

import io.sluice.servers.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Where a Redis appends what is written. */
final class AppendOnlyFile {
    private AppendOnlyFile() {}

    /** The one that it appends to now. */
    static Path of(RedisServer redis) {
        try (var files = Files.list(redis.data().resolve("appendonlydir"))) {
            return files.filter(file -> file.toString().endsWith(".incr.aof"))
                    .max(Comparator.comparingInt(AppendOnlyFile::number))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int number(Path file) {
        return Integer.parseInt(file.getFileName().toString().split("\\.", -1)[2]);
    }
}
