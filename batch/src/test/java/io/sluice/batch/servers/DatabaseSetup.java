package io.sluice.batch.servers;

import io.sluice.servers.Folders;
import io.sluice.servers.Ports;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link DatabaseServer} is to run.
 *
 * @param port 1..65535
 * @param folder keeps data and log when the server ends; {@code null}: a temporary one, removed with the server
 * @param cache where the unpacked program and an empty database are kept
 * @param schema made if missing
 * @param user has all rights in the schema, and none elsewhere
 * @param password of the user, and of {@code root}
 */
public record DatabaseSetup(int port, @Nullable Path folder, Path cache, String schema, String user, String password) {

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_]{1,32}");

    public DatabaseSetup {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1..65535)");
        }
        word("schema", schema);
        word("user", user);
        word("password", password);
    }

    /** On a free port, with temporary data; schema, user and password are {@code sluice}. */
    public static DatabaseSetup temporary() {
        return new DatabaseSetup(Ports.free(), null, Folders.cache(), "sluice", "sluice", "sluice");
    }

    /** On a fixed port, with data that stays; schema, user and password are {@code sluice}. */
    public static DatabaseSetup lasting(int port, Path folder) {
        return new DatabaseSetup(port, folder, Folders.cache(), "sluice", "sluice", "sluice");
    }

    /** Names go into SQL as they are, hence only words. */
    static String word(String what, String text) {
        if (!WORD.matcher(text).matches()) {
            throw new IllegalArgumentException(what + ": " + text + " (expected: " + WORD + ")");
        }
        return text;
    }
}
