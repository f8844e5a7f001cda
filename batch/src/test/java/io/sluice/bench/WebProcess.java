package io.sluice.bench;

import io.sluice.servers.Deadline;
import io.sluice.servers.LeashedProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A web application in a process of its own. Thread-safe. */
final class WebProcess implements AutoCloseable {
    /** Of an editor. */
    static final String TOKEN = "token-of-the-bench";

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final LeashedProcess process;
    private final String address;
    private final double millis;

    private WebProcess(LeashedProcess process, String address, double millis) {
        this.process = process;
        this.address = address;
        this.millis = millis;
    }

    /** Starts one, and waits until it is ready. */
    static WebProcess start(List<String> command, int port, Map<String, Object> configuration, Path folder) {
        var environment = Map.of("SPRING_APPLICATION_JSON", JsonMapper.shared().writeValueAsString(configuration));
        var address = "http://127.0.0.1:" + port;
        long begun = System.nanoTime();
        var process = LeashedProcess.start(command, folder, environment, folder.resolve(port + ".log"));
        try {
            Deadline.await("application is ready", SOON, () -> isReady(address) || !process.isAlive());
            long took = System.nanoTime() - begun;
            if (!process.isAlive()) {
                throw new IllegalStateException("application: ended (expected: ready)");
            }
            return new WebProcess(process, address, took / 1e6);
        } catch (IllegalStateException e) {
            var log = process.logTail();
            process.kill();
            throw new IllegalStateException(e.getMessage() + System.lineSeparator() + log, e);
        }
    }

    private static boolean isReady(String address) {
        var request = HttpRequest.newBuilder(URI.create(address + "/actuator/health/readiness"))
                .timeout(SOON)
                .build();
        try {
            return CLIENT.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** From its start until it was ready. */
    double millis() {
        return millis;
    }

    /** Puts JSON, and reads the answer. */
    void put(String path, String json) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(address + path))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(json))
                .build();
        var answer = CLIENT.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200 && answer.statusCode() != 201) {
            throw new IllegalStateException(
                    "PUT %s: %d %s (expected: done)".formatted(path, answer.statusCode(), answer.body()));
        }
    }

    @Override
    public void close() {
        process.kill();
    }
}
