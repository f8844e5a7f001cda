package io.sluice.api.watch;

import io.sluice.api.ApiNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that does what the HTML standard says of server-sent events, and applies them to a copy of the namespace. */
final class EventClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final HttpResponse<InputStream> answer;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> comments = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile String lastId = "";
    private volatile boolean isCut;

    private EventClient(HttpResponse<InputStream> answer) {
        this.answer = answer;
    }

    /** An event as it arrived. */
    record Event(String type, String id, JsonNode data) {
        /** The entries by name, or the word "removed". */
        Map<String, String> entries() {
            var entries = new TreeMap<String, String>();
            data.path("snapshot".equals(type) ? "settings" : "changes")
                    .forEach(entry -> entries.put(
                            entry.path("name").asString(),
                            entry.path("removed").asBoolean()
                                    ? "removed"
                                    : entry.path("value").toString()));
            return entries;
        }
    }

    /** Opens a stream as a reader. */
    static EventClient open(ApiNode node, String path, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(node.address() + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + ApiNode.READER)
                .header("Accept", "text/event-stream");
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            var answer = HTTP.send(request.build(), BodyHandlers.ofInputStream());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("stream: status %d (expected: 200) %s"
                        .formatted(
                                answer.statusCode(), new String(answer.body().readAllBytes(), StandardCharsets.UTF_8)));
            }
            var client = new EventClient(answer);
            var thread = new Thread(client::read, "event-client");
            thread.setDaemon(true);
            thread.start();
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(path + ": interrupted", e);
        }
    }

    /** Goes on where a client was. */
    static EventClient resume(ApiNode node, String path, String lastId) {
        return lastId.isEmpty() ? open(node, path) : open(node, path, "Last-Event-ID", lastId);
    }

    HttpResponse<InputStream> answer() {
        return answer;
    }

    String lastId() {
        return lastId;
    }

    /** The next event that tells of settings; what the node tells of its own state in between is passed over. */
    Event next() {
        var event = any();
        while ("state".equals(event.type())) {
            event = any();
        }
        return event;
    }

    /** The next event, whatever it is. */
    Event any() {
        var event = poll(PATIENCE);
        if (event == null) {
            throw new IllegalStateException("event: none (expected: one within %s)".formatted(PATIENCE));
        }
        return event;
    }

    /** The next event; null if none comes in that time. */
    @Nullable
    Event poll(Duration patience) {
        return take(events, patience);
    }

    /** The next comment. */
    String comment() {
        var comment = take(comments, PATIENCE);
        if (comment == null) {
            throw new IllegalStateException("comment: none (expected: one within %s)".formatted(PATIENCE));
        }
        return comment;
    }

    /** Waits for the end; true if it came in good order. */
    boolean isEnded(Duration patience) {
        try {
            return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS) && !isCut;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        try {
            answer.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException("stream: not closed", e);
        }
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            var type = "message";
            var id = lastId;
            var data = new StringBuilder();
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(":")) {
                    comments.add(line);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.append(line, 6, line.length());
                } else if (line.isEmpty()) {
                    lastId = id;
                    if (!data.isEmpty()) {
                        events.add(new Event(type, id, JSON.readTree(data.toString())));
                    }
                    type = "message";
                    data.setLength(0);
                }
            }
        } catch (IOException e) {
            isCut = true;
        } finally {
            ended.countDown();
        }
    }

    private static <T> @Nullable T take(BlockingQueue<T> from, Duration patience) {
        try {
            return from.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stream: interrupted", e);
        }
    }
}
