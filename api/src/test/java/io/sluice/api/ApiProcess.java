package io.sluice.api;

import io.sluice.servers.LeashedProcess;
import io.sluice.servers.Ports;
import io.sluice.servers.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A node in a process of its own, which can be killed. */
final class ApiProcess implements AutoCloseable {
    private final LeashedProcess process;
    private final ApiNode node;

    private ApiProcess(LeashedProcess process, ApiNode node) {
        this.process = process;
        this.node = node;
    }

    /** Starts one, and waits until it is ready. */
    static ApiProcess start(RedisServer redis, Path folder, String... properties) {
        int port = Ports.free();
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SluiceApi.class.getName()));
        command.addAll(ApiNode.arguments(port, redis.host(), redis.port(), properties));
        var process = new ApiProcess(
                LeashedProcess.start(command, folder, Map.of(), folder.resolve("api-" + port + ".log")),
                ApiNode.elsewhere(port));
        try {
            process.node.awaitReady();
            return process;
        } catch (RuntimeException e) {
            var log = process.process.logTail();
            process.close();
            throw new IllegalStateException("api process: not ready" + System.lineSeparator() + log, e);
        }
    }

    ApiNode node() {
        return node;
    }

    /** As {@code kill -9}; returns when it is gone. */
    void kill() {
        process.kill();
    }

    /** As {@code kill}; returns the exit code. */
    int stop(Duration grace) {
        return process.stop(grace);
    }

    @Override
    public void close() {
        process.close();
    }
}
