package io.sluice.api;

import io.sluice.servers.Deadline;
import io.sluice.servers.Ports;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisUsers;
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
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
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

    /** Tests try more wrong tokens than anybody should. */
    private static final String FAILURES = "--sluice.access.failures=";

    /** Longer than any call may be told to wait: a node that does not answer fails a test, and does not hold it up for ever. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration READY = Duration.ofMinutes(2);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;
    private final @Nullable ConfigurableApplicationContext context;

    private ApiNode(int port, @Nullable ConfigurableApplicationContext context) {
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
        var node = startUnready(redisHost, redisPort, properties);
        node.awaitReady();
        return node;
    }

    /** The same without waiting. */
    static ApiNode startUnready(String redisHost, int redisPort, String... properties) {
        int port = Ports.free();
        var arguments = arguments(port, redisHost, redisPort, properties);
        return new ApiNode(port, SpringApplication.run(SluiceApi.class, arguments.toArray(String[]::new)));
    }

    /** A client of a node that runs elsewhere. */
    static ApiNode elsewhere(int port) {
        return new ApiNode(port, null);
    }

    void awaitReady() {
        Deadline.await("node ready", READY, this::isReady);
    }

    /** Whether it takes connections. */
    boolean isListening() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isReady() {
        try {
            return get("/actuator/health/readiness").statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false; // nobody listens yet
        }
    }

    /** The command line of a node. */
    static List<String> arguments(int port, String redisHost, int redisPort, String... properties) {
        var arguments = new ArrayList<>(List.of(
                "--server.port=" + port,
                "--spring.data.redis.host=" + redisHost,
                "--spring.data.redis.port=" + redisPort,
                "--spring.data.redis.username=" + RedisUsers.API,
                "--spring.data.redis.password=" + RedisUsers.password(RedisUsers.API),
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
        if (Stream.of(properties).noneMatch(argument -> argument.startsWith(FAILURES))) {
            arguments.add(FAILURES + 0);
        }
        for (var argument : properties) {
            // Spring would read a property that is given twice as a list.
            var property = argument.substring(0, argument.indexOf('=') + 1);
            arguments.removeIf(given -> given.startsWith(property));
            arguments.add(argument);
        }
        return arguments;
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
        try {
            return client.send(request(token, method, path, body, headers), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(method + " " + path + ": interrupted", e);
        }
    }

    /** As an editor, without waiting for the answer. */
    public CompletableFuture<HttpResponse<String>> putLater(String path, String body, String... headers) {
        return client.sendAsync(request(EDITOR, "PUT", path, body, headers), BodyHandlers.ofString());
    }

    private HttpRequest request(String token, String method, String path, @Nullable String body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(address() + path))
                .timeout(PATIENCE)
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
        return request.build();
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
        return Objects.requireNonNull(context, "context of a node in this process");
    }

    public static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() {
        if (context != null) {
            context.close();
        }
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
