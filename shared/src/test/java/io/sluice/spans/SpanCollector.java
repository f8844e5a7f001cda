package io.sluice.spans;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Takes spans by OTLP over HTTP, in protocol buffers, as any collector does. */
public final class SpanCollector implements AutoCloseable {
    private static final String PATH = "/v1/traces";

    private final Queue<Span> spans = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    private SpanCollector(HttpServer server) {
        this.server = server;
        server.createContext(PATH, this::take);
    }

    public static SpanCollector start() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var collector = new SpanCollector(server);
            server.start();
            return collector;
        } catch (IOException e) {
            throw new UncheckedIOException("collector", e);
        }
    }

    /** The property that says where it is. */
    public String endpoint() {
        return "management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:%d%s"
                .formatted(server.getAddress().getPort(), PATH);
    }

    /** What has come of a trace until now. */
    public List<Span> of(String traceId) {
        return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = ByteBuffer.wrap(exchange.getRequestBody().readAllBytes());
            spans.addAll(Span.ofRequest(request));
            exchange.sendResponseHeaders(200, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
