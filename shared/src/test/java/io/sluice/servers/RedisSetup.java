package io.sluice.servers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link RedisServer} is to run.
 *
 * @param port 1..65535
 * @param folder keeps data and log when the server ends; {@code null}: a temporary one, removed with the server
 * @param cache where the unpacked program is kept
 * @param users the lines of its ACL file; none for only the default user
 * @param settings added to the command line, in the order {@code --name, value, ...}; these win
 */
public record RedisSetup(int port, @Nullable Path folder, Path cache, List<String> users, List<String> settings) {

    public RedisSetup {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1..65535)");
        }
        users = List.copyOf(users);
        settings = List.copyOf(settings);
    }

    /** On a free port, with temporary data, and with the users of {@link RedisUsers}. */
    public static RedisSetup temporary() {
        return new RedisSetup(Ports.free(), null, Folders.cache(), RedisUsers.lines(), List.of());
    }

    /** On a fixed port, with data that stays. */
    public static RedisSetup lasting(int port, Path folder) {
        return new RedisSetup(port, folder, Folders.cache(), List.of(), List.of());
    }

    /** The same with one more line of configuration. */
    public RedisSetup with(String setting, String value) {
        var more = new ArrayList<>(settings);
        more.add("--" + setting);
        more.add(value);
        return new RedisSetup(port, folder, cache, users, more);
    }
}
