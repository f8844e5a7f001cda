package io.sluice.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Folders of the servers: what is unpacked once, and what is thrown away. */
public final class Folders {

    private Folders() {}

    /** What goes into a new folder. */
    @FunctionalInterface
    public interface Filling {
        void fill(Path folder) throws IOException;
    }

    /** Where unpacked servers are kept: the system property {@code sluice.test.cache}, or {@code ~/.cache/sluice}. */
    public static Path cache() {
        String given = System.getProperty("sluice.test.cache", "");
        return given.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache", "sluice") : Path.of(given);
    }

    /**
     * Makes a folder that is there whole or not at all. Several processes may do so at once: each fills a folder beside it, one
     * renames first, the others drop theirs.
     *
     * @return the folder, just made or found
     */
    public static Path once(Path folder, Filling filling) {
        Path target = folder.toAbsolutePath();
        if (Files.isDirectory(target)) {
            return target;
        }
        try {
            Files.createDirectories(target.getParent());
            Path aside = Files.createTempDirectory(target.getParent(), "." + target.getFileName() + "-");
            try {
                filling.fill(aside);
                Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                if (!Files.isDirectory(target)) {
                    throw e;
                }
            } finally {
                delete(aside);
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("folder " + target + ": not made", e);
        }
    }

    /** Copies a folder with all it holds into an existing one. */
    public static void copy(Path from, Path to) throws IOException {
        try (var paths = Files.walk(from)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Path copy = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    /** A new folder under the system's temporary one. */
    public static Path temporary(String name) {
        try {
            return Files.createTempDirectory("sluice-" + name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException("temporary folder " + name + ": not made", e);
        }
    }

    /** Removes a folder with all it holds; one that is not there is fine. */
    public static void delete(Path folder) {
        if (Files.exists(folder)) {
            empty(folder);
            remove(folder);
        }
    }

    /** Removes what the folder holds, and keeps the folder. */
    static void empty(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    return remove(file);
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) {
                    return visited.equals(folder) ? FileVisitResult.CONTINUE : remove(visited);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("folder " + folder + ": not emptied", e);
        }
    }

    private static FileVisitResult remove(Path path) {
        try {
            Files.deleteIfExists(path);
            return FileVisitResult.CONTINUE;
        } catch (IOException e) {
            throw new UncheckedIOException("file " + path + ": not removed", e);
        }
    }
}
