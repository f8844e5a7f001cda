package io.sluice.batch.faults;

import io.sluice.servers.Deadline;
import io.sluice.servers.Folders;
import io.sluice.servers.LeashedProcess;
import io.sluice.servers.Ports;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisUsers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An api node as it is installed, in a process of its own. The module api has to be built before. */
final class ApiJar implements AutoCloseable {
    private static final Path JAR = Path.of("..", "api", "target", "sluice-api.jar");
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String TOKEN = "token-of-the-test";

    private final HttpClient client = HttpClient.newHttpClient();
    private final LeashedProcess process;
    private final Path folder;
    private final int port;

    private ApiJar(LeashedProcess process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    /** Starts one, and waits until it is ready. */
    static ApiJar start(RedisServer redis) {
        if (!Files.isRegularFile(JAR)) {
            throw new IllegalStateException(
                    "file %s: missing (expected: built, as by mvn -pl api -am package)".formatted(JAR.normalize()));
        }
        var folder = Folders.temporary("api-jar");
        int port = Ports.free();
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                JAR.toAbsolutePath().toString(),
                "--server.port=" + port,
                "--spring.data.redis.host=" + redis.host(),
                "--spring.data.redis.port=" + redis.port(),
                "--spring.data.redis.username=" + RedisUsers.API,
                "--spring.data.redis.password=" + RedisUsers.password(RedisUsers.API),
                "--sluice.access.tokens[0].owner=tester",
                "--sluice.access.tokens[0].role=operator",
                "--sluice.access.tokens[0].token=" + TOKEN);
        var process = LeashedProcess.start(command, folder, Map.of(), folder.resolve("api.log"));
        var api = new ApiJar(process, folder, port);
        try {
            Deadline.await("api ready", SOON, () -> api.isReady() || !process.isAlive());
            return api;
        } catch (IllegalStateException e) {
            var log = process.logTail();
            api.close();
            throw new IllegalStateException("api: not ready" + System.lineSeparator() + log, e);
        }
    }

    HttpResponse<String> put(String path, String body) {
        try {
            return call("PUT", path, body);
        } catch (IOException e) {
            throw new IllegalStateException("PUT " + path, e);
        }
    }

    private boolean isReady() {
        try {
            return call("GET", "/actuator/health/readiness", null).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private HttpResponse<String> call(String method, String path, @Nullable String body) throws IOException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .timeout(SOON)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        process.kill();
        Folders.delete(folder);
    }
}
