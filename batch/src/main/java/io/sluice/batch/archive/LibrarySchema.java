package io.sluice.batch.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.springframework.core.io.ClassPathResource;

/**
 * The tables of a library, from the script in its own jar. The checksum is that of the statements: a version of the
 * library that needs other tables stops the start, until a migration brings them about.
 */
final class LibrarySchema implements JavaMigration {
    private final MigrationVersion version;
    private final String description;
    private final List<String> statements;

    private LibrarySchema(MigrationVersion version, String description, List<String> statements) {
        this.version = version;
        this.description = description;
        this.statements = List.copyOf(statements);
    }

    /**
     * Reads a script.
     *
     * @param version of the migration
     * @param description of the migration
     * @param script on the class path; what it drops and commits is left out
     */
    static LibrarySchema of(String version, String description, String script) {
        return new LibrarySchema(MigrationVersion.fromVersion(version), description, statements(text(script)));
    }

    /** Those scripts have their comments on lines of their own, and no semicolon within a statement. */
    static List<String> statements(String script) {
        var code = script.lines()
                .filter(line -> !line.startsWith("--") && !line.startsWith("#"))
                .collect(Collectors.joining("\n"));
        return Arrays.stream(code.split(";"))
                .map(String::strip)
                .filter(LibrarySchema::builds)
                .toList();
    }

    List<String> statements() {
        return statements;
    }

    @Override
    public MigrationVersion getVersion() {
        return version;
    }

    @Override
    public String getDescription() {
        return description;
    }

    @Override
    public Integer getChecksum() {
        var checksum = new CRC32();
        statements.forEach(statement -> checksum.update((statement + ";").getBytes(StandardCharsets.UTF_8)));
        return (int) checksum.getValue();
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    public void migrate(Context context) throws Exception {
        try (var statement = context.getConnection().createStatement()) {
            for (var text : statements) {
                statement.execute(text);
            }
        }
    }

    /** Nothing that is there may be lost, and the transaction is Flyway's. */
    private static boolean builds(String statement) {
        var word = statement.toUpperCase(Locale.ROOT);
        return !word.isEmpty() && !word.startsWith("DROP ") && !word.equals("COMMIT");
    }

    private static String text(String script) {
        try {
            return new ClassPathResource(script).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("script %s: not read (expected: on the class path)".formatted(script), e);
        }
    }
}
