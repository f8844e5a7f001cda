package io.sluice.batch.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** The users of docs/mysql/users.sql, with passwords for tests. */
public final class DatabaseUsers {
    /** Makes tables. */
    public static final String MIGRATION = "sluice-migration";
    /** What nodes run as. */
    public static final String BATCH = "sluice-batch";

    private static final Path FILE = Path.of("..", "docs", "mysql", "users.sql");

    private DatabaseUsers() {}

    /** What tests log in with. */
    public static String password(String user) {
        return "password-of-" + user;
    }

    /** Makes them, with their rights in a schema. */
    public static void grant(DatabaseServer database, String schema) {
        try (var root = database.root();
                var statement = root.createStatement()) {
            for (var text : Files.readString(FILE).replaceAll("(?m)^--.*$", "").split(";", -1)) {
                if (!text.isBlank()) {
                    statement.execute(text.replace("<password of ", "password-of-")
                            .replace(">'", "'")
                            .replace("`sluice`", '`' + DatabaseSetup.word("schema", schema) + '`'));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("users of schema " + schema + ": not made", e);
        }
    }
}
