package io.sluice.api;

import io.sluice.servers.Deadline;
import io.sluice.servers.Ports;
import io.sluice.servers.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running node, and a client of it. */
public final class ApiNode implements AutoCloseable {
    /** Tokens of each role, and one that is good only for the namespace {@code confined}. */
    public static final String READER = "token-of-a-reader";

    public static final String EDITOR = "token-of-an-editor";
    public static final String OPERATOR = "token-of-an-operator";
    public static final String CONFINED = "token-of-a-confined-editor";
    public static final String CONFINED_OPERATOR = "token-of-a-confined-operator";
    public static final String EXPIRED = "token-of-a-former-operator";

    private static final Duration READY = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;
    private final ConfigurableApplicationContext context;

    private ApiNode(int port, ConfigurableApplicationContext context) {
        this.port = port;
        this.context = context;
    }

    /** The first of two nodes on the Redis that all tests share. */
    public static ApiNode one() {
        return Shared.ONE;
    }

    /** The second one. */
    public static ApiNode two() {
        return Shared.TWO;
    }

    /** Starts one, with more properties as {@code --name=value}, and waits until it is ready. */
    public static ApiNode start(RedisServer redis, String... properties) {
        return start(redis.host(), redis.port(), properties);
    }

    /** The same with Redis at that address. */
    public static ApiNode start(String redisHost, int redisPort, String... properties) {
        int port = Ports.free();
        var arguments = new ArrayList<>(List.of(
                "--server.port=" + port,
                "--spring.data.redis.host=" + redisHost,
                "--spring.data.redis.port=" + redisPort,
                "--sluice.watch.heartbeat=200ms",
                "--sluice.store.command-timeout=1s"));
        arguments.addAll(token(0, "rita", "reader", READER));
        arguments.addAll(token(1, "eddie", "editor", EDITOR));
        arguments.addAll(token(2, "olga", "operator", OPERATOR));
        arguments.addAll(token(3, "connie", "editor", CONFINED));
        arguments.add("--sluice.access.tokens[3].namespaces=confined");
        arguments.addAll(token(4, "colin", "operator", CONFINED_OPERATOR));
        arguments.add("--sluice.access.tokens[4].namespaces=confined");
        arguments.addAll(token(5, "oscar", "operator", EXPIRED));
        arguments.add("--sluice.access.tokens[5].expires=2026-01-01T00:00:00Z");
        arguments.addAll(List.of(properties));
        var node = new ApiNode(port, SpringApplication.run(SluiceApi.class, arguments.toArray(String[]::new)));
        Deadline.await(
                "node ready",
                READY,
                () -> node.get("/actuator/health/readiness").statusCode() == 200);
        return node;
    }

    /** Creates a namespace, and sees that it can be read at this node. */
    public void create(String namespace) {
        var answer = call(OPERATOR, "PUT", "/v1/namespaces/" + namespace, "{\"description\":\"of a test\"}");
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException("namespace %s: %s".formatted(namespace, answer.body()));
        }
        Deadline.await(
                "namespace here",
                READY,
                () -> get("/v1/namespaces/" + namespace).statusCode() == 200);
    }

    /** As a reader. */
    public HttpResponse<String> get(String path, String... headers) {
        return call(READER, "GET", path, null, headers);
    }

    /** As an editor. */
    public HttpResponse<String> put(String path, String body, String... headers) {
        return call(EDITOR, "PUT", path, body, headers);
    }

    /** As an editor. */
    public HttpResponse<String> post(String path, String body, String... headers) {
        return call(EDITOR, "POST", path, body, headers);
    }

    /** As an editor. */
    public HttpResponse<String> delete(String path, String... headers) {
        return call(EDITOR, "DELETE", path, null, headers);
    }

    /** With a token, or without one if it is empty; the body is JSON unless a header says otherwise. */
    public HttpResponse<String> call(
            String token, String method, String path, @Nullable String body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(address() + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.setHeader("Content-Type", "application/json");
        }
        if (!token.isEmpty()) {
            request.setHeader("Authorization", "Bearer " + token);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(method + " " + path + ": interrupted", e);
        }
    }

    /** Sends bytes as they are on a connection of their own, and reads all that comes. */
    public String raw(byte[] request) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("raw request", e);
        }
    }

    public String address() {
        return "http://127.0.0.1:" + port;
    }

    public ApplicationContext context() {
        return context;
    }

    public static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() {
        context.close();
    }

    private static List<String> token(int index, String owner, String role, String token) {
        var prefix = "--sluice.access.tokens[%d].".formatted(index);
        return List.of(prefix + "owner=" + owner, prefix + "role=" + role, prefix + "token=" + token);
    }

    private static final class Shared {
        static final ApiNode ONE = start(RedisServer.shared());
        static final ApiNode TWO = start(RedisServer.shared());
    }
}
