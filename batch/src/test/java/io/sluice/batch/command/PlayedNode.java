package io.sluice.batch.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Plays the HTTP surface of a node: answers as it was told, and remembers what it was asked. Thread-safe. */
final class PlayedNode implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Queue<Reply>> replies = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();

    private PlayedNode(HttpServer server) {
        this.server = server;
    }

    private record Reply(int status, String body, @Nullable String retryAfter) {}

    static PlayedNode start() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var node = new PlayedNode(server);
            server.createContext("/", node::answer);
            server.start();
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next answer to that call, and, if it is the last that was told, to all later ones. */
    PlayedNode answers(String call, int status, String body) {
        return told(call, new Reply(status, body, null));
    }

    /** An answer that says when to ask again. */
    PlayedNode answersLater(String call, int status, String body, int retryAfterSeconds) {
        return told(call, new Reply(status, body, Integer.toString(retryAfterSeconds)));
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Method, path with query, and body, in the order of their coming. */
    List<String> calls() {
        return calls;
    }

    /** What stood in {@code Authorization}. */
    List<String> tokens() {
        return tokens;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private PlayedNode told(String call, Reply reply) {
        replies.computeIfAbsent(call, key -> new ArrayDeque<>()).add(reply);
        return this;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var asked = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            calls.add(body.isEmpty() ? asked : asked + " " + body);
            tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            var reply = next(asked);
            if (reply.retryAfter() != null) {
                exchange.getResponseHeaders().set("Retry-After", reply.retryAfter());
            }
            var bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Reply next(String asked) {
        var left = replies.get(asked);
        if (left == null) {
            return new Reply(404, "{\"detail\": \"not played: %s\"}".formatted(asked), null);
        }
        synchronized (left) {
            var reply = left.size() > 1 ? left.remove() : left.element();
            return reply;
        }
    }
}
