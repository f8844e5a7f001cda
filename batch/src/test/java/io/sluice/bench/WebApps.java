package io.sluice.bench;

import io.sluice.faults.cluster.Program;
import io.sluice.servers.Folders;
import io.sluice.servers.Ports;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisUsers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The api as it is packaged, and an empty application on its libraries. */
final class WebApps implements AutoCloseable {
    private final Path folder = Folders.temporary("bench");
    private final Program api = Program.packaged(
            Path.of("..", "api", "target", "sluice-api.jar"), folder.resolve("api"), "io.sluice.api.SluiceApi");
    private final Program empty = api.libraries()
            .running(EmptyApp.class.getName(), Path.of("target", "test-classes").toAbsolutePath());
    private final List<String> options;

    /**
     * Takes the api apart.
     *
     * @param options of Java, for both
     */
    WebApps(String... options) {
        this.options = List.of(options);
    }

    /** Starts an api node, and waits until it is ready. */
    WebProcess startApi(RedisServer redis) {
        return start(
                api,
                Map.of(
                        "spring.data.redis.host",
                        redis.host(),
                        "spring.data.redis.port",
                        redis.port(),
                        "spring.data.redis.username",
                        RedisUsers.API,
                        "spring.data.redis.password",
                        RedisUsers.password(RedisUsers.API),
                        "sluice.access.tokens[0].owner",
                        "bench",
                        "sluice.access.tokens[0].role",
                        "editor",
                        "sluice.access.tokens[0].token",
                        WebProcess.TOKEN));
    }

    /** Starts an empty application, and waits until it is ready. */
    WebProcess startEmpty() {
        return start(empty, Map.of());
    }

    private WebProcess start(Program program, Map<String, Object> more) {
        int port = Ports.free();
        var configuration = new HashMap<String, Object>(Map.of("server.address", "127.0.0.1", "server.port", port));
        configuration.putAll(more);
        return WebProcess.start(program.command(options), port, configuration, folder);
    }

    @Override
    public void close() {
        Folders.delete(folder);
    }
}
