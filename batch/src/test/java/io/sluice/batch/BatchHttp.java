package io.sluice.batch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls a node as a client does. */
public final class BatchHttp {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client = HttpClient.newHttpClient();
    private final BatchNode node;

    public BatchHttp(BatchNode node) {
        this.node = node;
    }

    /** As a reader. */
    public HttpResponse<String> get(String path) {
        return call(BatchNode.READER, "GET", path, null);
    }

    /** As an operator; without a body if it is null. */
    public HttpResponse<String> post(String path, @Nullable String body) {
        return call(BatchNode.OPERATOR, "POST", path, body);
    }

    /** As an operator. */
    public HttpResponse<String> delete(String path) {
        return call(BatchNode.OPERATOR, "DELETE", path, null);
    }

    /** Without a token if that is empty. */
    public HttpResponse<String> call(String token, String method, String path, @Nullable String body) {
        var request = HttpRequest.newBuilder(URI.create(node.address() + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    public static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }
}
