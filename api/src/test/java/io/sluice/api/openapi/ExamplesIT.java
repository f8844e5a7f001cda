package io.sluice.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiDocument;
import io.sluice.api.ApiDocument.Call;
import io.sluice.api.ApiNode;
import io.sluice.servers.RedisServer;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** The examples of the OpenAPI document, sent to a node as they stand there: it takes them, and answers as described. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExamplesIT {
    private static final ApiDocument DOCUMENT = ApiDocument.committed();
    private static final String SHOP = "/v1/namespaces/shop";

    /** The revision of all examples; the one that is there takes its place. */
    private static final String REVISION = "1764001000000000";

    private RedisServer redis;
    private ApiNode node;

    /** A request that can be made of a call. */
    private record Request(Call call, Optional<JsonNode> parameter, String type, Optional<JsonNode> example) {
        @Override
        public String toString() {
            return call
                    + parameter.map(used -> " " + used.path("name").asString()).orElse("") + " " + type;
        }
    }

    @BeforeAll
    void start() {
        redis = RedisServer.launch();
        node = ApiNode.start(redis);
    }

    @AfterAll
    void stop() {
        node.close();
        redis.close();
    }

    @Test
    void requestWhenAsInAnExampleThenAnsweredAsDescribed() {
        var faults = new ArrayList<String>();
        int requests = 0;
        for (var call : DOCUMENT.calls()) {
            // An answer without end is for the tests of streams.
            if (!call.path().endsWith("/watch")) {
                for (var request : requests(call)) {
                    judge(request, faults);
                    requests++;
                }
            }
        }
        assertThat(faults).isEmpty();
        assertThat(requests).isGreaterThan(60);
    }

    private static List<Request> requests(Call call) {
        var requests = new ArrayList<Request>();
        var content = DOCUMENT.resolve(call.operation().path("requestBody")).path("content");
        if (content.isEmpty()) {
            requests.addAll(withParameters(call, "application/json", Optional.empty()));
        }
        content.properties()
                .forEach(media -> media.getValue()
                        .path("examples")
                        .forEach(example -> requests.addAll(withParameters(
                                call,
                                media.getKey(),
                                Optional.of(DOCUMENT.resolve(example).path("value"))))));
        return requests;
    }

    /** Without any parameter that can be left out, and with each of them. */
    private static List<Request> withParameters(Call call, String type, Optional<JsonNode> example) {
        var requests = new ArrayList<Request>();
        requests.add(new Request(call, Optional.empty(), type, example));
        DOCUMENT.parameters(call).stream()
                .filter(parameter -> !parameter.path("required").asBoolean())
                .map(parameter -> new Request(call, Optional.of(parameter), type, example))
                .forEach(requests::add);
        return requests;
    }

    private void judge(Request request, List<String> faults) {
        var revision = prepare();
        var answer = send(request, revision);
        var status = String.valueOf(answer.statusCode());
        var response =
                DOCUMENT.resolve(request.call().operation().path("responses").path(status));
        var isConditional = request.parameter()
                .filter(parameter -> parameter.path("name").asString().startsWith("If-"))
                .isPresent();
        if (response.isMissingNode()
                || (answer.statusCode() >= 300
                        && !(isConditional && List.of(304, 412).contains(answer.statusCode())))) {
            faults.add(request + ": " + status + " " + answer.body());
            return;
        }
        var type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
        var media = response.path("content").path(type);
        if (type.isEmpty() != response.path("content").isMissingNode() || (!type.isEmpty() && media.isMissingNode())) {
            faults.add(request + ": " + status + " of type " + type);
        }
        if (type.endsWith("json")) {
            DOCUMENT.faults(media.path("schema"), ApiNode.json(answer))
                    .forEach(fault -> faults.add(request + ": " + fault + " in " + answer.body()));
        }
        response.path("headers").propertyNames().forEach(header -> {
            if (answer.headers().firstValue(header).isEmpty()) {
                faults.add(request + ": no " + header);
            }
        });
    }

    /** Makes the namespace and the settings of the examples what these expect, and returns its revision. */
    private String prepare() {
        node.create("shop");
        node.delete(SHOP + "/settings/limits.new");
        node.call(ApiNode.OPERATOR, "PUT", SHOP + "/definitions/colours.*", "{\"schema\":true}");
        node.put(SHOP + "/settings/limits.old", "{\"value\":1}");
        var answer = node.put(SHOP + "/settings/limits.max", "{\"value\":" + System.nanoTime() + "}");
        return ApiNode.json(answer).path("revision").asString();
    }

    private HttpResponse<String> send(Request request, String revision) {
        var path = request.call().path();
        for (var parameter : DOCUMENT.parameters(request.call())) {
            if (is(parameter, "path")) {
                var value = parameter.path("example").asString();
                path = path.replace("{" + parameter.path("name").asString() + "}", value);
            }
        }
        var headers = new ArrayList<String>(List.of("Content-Type", request.type()));
        if (request.parameter().isPresent()) {
            var parameter = request.parameter().get();
            var name = parameter.path("name").asString();
            var value = parameter.path("example").asString().replace(REVISION, revision);
            if (is(parameter, "query")) {
                path += "?" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
            } else {
                headers.add(name);
                // A key is good for one request.
                headers.add(name.equals("Idempotency-Key") ? value + revision : value);
            }
        }
        var body = request.example()
                .map(example -> example.isString() ? example.asString() : example.toString())
                .map(text -> text.replace(REVISION, revision))
                .orElse(null);
        return node.call(ApiNode.OPERATOR, request.call().method(), path, body, headers.toArray(String[]::new));
    }

    private static boolean is(JsonNode parameter, String in) {
        return parameter.path("in").asString().equals(in);
    }
}
