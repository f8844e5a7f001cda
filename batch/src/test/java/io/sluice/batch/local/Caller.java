package io.sluice.batch.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Calls one of the applications over HTTP, as a client with a token would. Thread-safe. */
final class Caller {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    private final String base;

    /** @param base such as {@code http://127.0.0.1:8080} */
    Caller(String base) {
        this.base = base;
    }

    /**
     * What came back.
     *
     * @param body empty if there is none
     */
    record Answer(int status, String body) {
        boolean isGood() {
            return status >= 200 && status < 300;
        }

        /** Whether the same request may succeed a moment later. */
        boolean isPassing() {
            return status == 429 || status == 502 || status == 503 || status == 504;
        }

        JsonNode json() {
            try {
                return Json.read(body);
            } catch (JacksonException e) {
                throw new LocalRunException("answer: %s (expected: JSON)".formatted(body), e);
            }
        }

        /** The problem in words, if it is one. */
        String problem() {
            try {
                var problem = Json.read(body);
                return "%d %s: %s"
                        .formatted(
                                status,
                                problem.path("title").asString(""),
                                problem.path("detail").asString(""));
            } catch (JacksonException e) {
                return status + " " + body.strip();
            }
        }
    }

    String base() {
        return base;
    }

    /** @throws IOException if there is no answer */
    Answer send(String method, String path, Token token, @Nullable JsonNode body, Map<String, String> headers)
            throws IOException {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token.text())
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        try {
            var response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Answer(response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalRunException(method + " " + base + path + ": interrupted", e);
        }
    }

    /** @throws LocalRunException if there is no answer, or not a good one */
    Answer get(String path) {
        Answer answer;
        try {
            answer = send("GET", path, Token.READER, null, Map.of());
        } catch (IOException e) {
            throw new LocalRunException("GET %s%s: no answer (%s)".formatted(base, path, e), e);
        }
        if (!answer.isGood()) {
            throw new LocalRunException("GET %s%s: %s".formatted(base, path, answer.problem()));
        }
        return answer;
    }

    /** Whether the application says that it takes requests. */
    boolean isReady() {
        try {
            return send("GET", "/actuator/health/readiness", Token.READER, null, Map.of())
                    .isGood();
        } catch (IOException notYet) {
            return false;
        }
    }
}
