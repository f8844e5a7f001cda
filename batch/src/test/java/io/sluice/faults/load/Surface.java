package io.sluice.faults.load;

import io.sluice.faults.cluster.Cluster;
import io.sluice.faults.cluster.Node;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The HTTP of a node, as documented. Thread-safe. */
public final class Surface {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final Node node;

    public Surface(Node node) {
        this.node = node;
    }

    /** What came back. */
    public record Answer(int status, String body) {
        public JsonNode json() {
            try {
                return JsonMapper.shared().readTree(body);
            } catch (JacksonException e) {
                throw new IllegalStateException("answer: %d %s (expected: JSON)".formatted(status, body), e);
            }
        }
    }

    public Node node() {
        return node;
    }

    /** As a reader. @throws IOException if there is no answer in time */
    public Answer get(String path, Duration patience) throws IOException {
        return send("GET", path, Cluster.READER, null, Map.of(), patience);
    }

    /** As a reader who can wait. @throws IOException if there is no answer in time */
    public Answer get(String path) throws IOException {
        return get(path, Duration.ofSeconds(10));
    }

    /** As an operator. @throws IOException if there is no answer in time */
    public Answer operate(String path, String body, Duration patience) throws IOException {
        return send("POST", path, Cluster.OPERATOR, body, Map.of(), patience);
    }

    /** Creates a namespace. @throws IOException if there is no answer in time */
    public Answer create(String namespace) throws IOException {
        return send("PUT", "/v1/namespaces/" + namespace, Cluster.EDITOR, "{}", Map.of(), Duration.ofSeconds(10));
    }

    /** Asks for a call to be carried out. @throws IOException if there is no answer in time */
    Answer ask(Call call, Duration patience) throws IOException {
        var base = "/v1/namespaces/" + call.namespace();
        var assured =
                call.level() == Level.MEMORY ? "" : "durability=" + call.level().word() + "&timeout=3s";
        var headers = new TreeMap<String, String>();
        headers.put("Idempotency-Key", call.id());
        if (call.edits().size() > 1) {
            return send("POST", base + "/changes?" + assured, Cluster.EDITOR, changes(call.edits()), headers, patience);
        }
        var edit = call.edits().get(0);
        var expected = edit.ifRevision();
        if (expected != null) {
            headers.put(expected == 0 ? "If-None-Match" : "If-Match", expected == 0 ? "*" : "\"" + expected + "\"");
        }
        var path = base + "/settings/" + encoded(edit.name()) + "?" + assured;
        return edit.value() == null
                ? send("DELETE", path, Cluster.EDITOR, null, headers, patience)
                : send("PUT", path, Cluster.EDITOR, "{\"value\":" + edit.value() + "}", headers, patience);
    }

    private static String changes(List<Edit> edits) {
        var json = JsonMapper.shared().createObjectNode();
        var changes = json.putArray("changes");
        for (var edit : edits) {
            var change = changes.addObject();
            change.put("name", edit.name());
            if (edit.value() == null) {
                change.put("remove", true);
            } else {
                change.set("value", JsonMapper.shared().readTree(edit.value()));
            }
            if (edit.ifRevision() != null) {
                change.put("ifRevision", edit.ifRevision());
            }
        }
        return json.toString();
    }

    /** A name in a path. */
    public static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }

    private Answer send(
            String method,
            String path,
            String owner,
            @Nullable String body,
            Map<String, String> headers,
            Duration patience)
            throws IOException {
        var request = HttpRequest.newBuilder(URI.create(node.address() + path))
                .timeout(patience)
                .header("Authorization", "Bearer token-of-" + owner)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        try {
            var response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
