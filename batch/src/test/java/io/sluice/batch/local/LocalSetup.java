package io.sluice.batch.local;

import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What the local run was asked to do.
 *
 * @param home where servers keep their data and logs
 * @param apiJar the runnable jar of api
 * @param batchJar the runnable jar of batch
 * @param file the user's own settings; null for the Spring Boot configuration metadata
 * @param namespace where they go; null for one that fits the input
 */
record LocalSetup(
        Path home,
        Path apiJar,
        Path batchJar,
        LocalPort redis,
        LocalPort database,
        LocalPort api,
        LocalPort api2,
        LocalPort batch,
        @Nullable Path file,
        @Nullable Namespace namespace,
        Ending ending) {

    /** What comes after the report. */
    enum Ending {
        /** Goes on running until it is interrupted. */
        STAY,
        /** Stops everything. */
        EXIT
    }

    /** @throws LocalRunException in one line naming the property that is wrong */
    static LocalSetup of(Properties properties) {
        return new LocalSetup(
                required(properties, "sluice.local.root").resolve(".sluice"),
                jar(properties, "sluice.local.api-jar"),
                jar(properties, "sluice.local.batch-jar"),
                LocalPort.of(properties, "Redis", "sluice.redis.port", 16_379),
                LocalPort.of(properties, "the database", "sluice.database.port", 13_306),
                LocalPort.of(properties, "api node 1", "sluice.api.port", 8080),
                LocalPort.of(properties, "api node 2", "sluice.api2.port", 8081),
                LocalPort.of(properties, "batch", "sluice.batch.port", 8090),
                file(properties),
                namespace(properties),
                ending(properties));
    }

    List<LocalPort> ports() {
        return List.of(redis, database, api, api2, batch);
    }

    Path log(String name) {
        return home.resolve("logs").resolve(name + ".log");
    }

    /** @throws LocalRunException in one line, if the user's file cannot be used */
    Input input() {
        return file == null
                ? ConfigurationMetadata.read(LocalSetup.class.getClassLoader(), namespace)
                : OwnFile.read(file, namespace);
    }

    private static Path required(Properties properties, String property) {
        var given = properties.getProperty(property, "");
        if (given.isEmpty()) {
            throw new LocalRunException(property + ": missing (expected: set by mvn -Plocal)");
        }
        return Path.of(given).toAbsolutePath().normalize();
    }

    private static Path jar(Properties properties, String property) {
        var jar = required(properties, property);
        if (!Files.isRegularFile(jar)) {
            throw new LocalRunException("%s: %s (expected: a runnable jar)".formatted(property, jar));
        }
        return jar;
    }

    private static @Nullable Path file(Properties properties) {
        var given = properties.getProperty("sluice.load", "").strip();
        return given.isEmpty() ? null : Path.of(given).toAbsolutePath().normalize();
    }

    private static @Nullable Namespace namespace(Properties properties) {
        var given = properties.getProperty("sluice.namespace", "").strip();
        try {
            return given.isEmpty() ? null : new Namespace(given);
        } catch (InvalidInputException e) {
            throw new LocalRunException("sluice." + e.getMessage(), e);
        }
    }

    private static Ending ending(Properties properties) {
        var given = properties.getProperty("sluice.exit", "false").strip();
        return switch (given) {
            case "", "true" -> Ending.EXIT;
            case "false" -> Ending.STAY;
            default -> throw new LocalRunException("sluice.exit: " + given + " (expected: true or false)");
        };
    }
}
