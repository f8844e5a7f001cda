package io.sluice.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiDocument;
import io.sluice.api.ApiDocument.Call;
import io.sluice.api.ApiNode;
import io.sluice.http.AccessPage;
import io.sluice.http.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The OpenAPI document that a node serves: it has everything, and is the one of docs/http. */
class OpenApiIT {
    private static final Path ACTUAL = Path.of("target", "openapi.json");
    private static final Set<ProblemType> NO_CALL =
            Set.of(ProblemType.NOT_FOUND, ProblemType.METHOD_NOT_ALLOWED, ProblemType.NOT_IMPLEMENTED);

    private final ApiNode node = ApiNode.one();
    private final ApiDocument document = new ApiDocument(ApiNode.json(node.get("/v3/api-docs")));

    @Test
    void getWhenAReaderThenTheDocumentOfThePage() throws IOException {
        var writer =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        var served = writer.writeValueAsString(document.root()) + "\n";
        Files.writeString(ACTUAL, served);
        assertThat(Files.readString(ApiDocument.PAGE).equals(served))
                .as("docs/http/openapi.json is what the node serves; if that is right, copy api/%s there", ACTUAL)
                .isTrue();
    }

    @Test
    void callsWhenComparedWithWhatIsServedThenAllOfThem() {
        var served = AccessPage.served(node.context()).stream()
                .filter(call -> call.contains(" /v1/"))
                .map(call -> call.replace("{*", "{"))
                .toList();
        assertThat(document.calls().stream().map(Call::toString)).containsExactlyInAnyOrderElementsOf(served);
    }

    @Test
    void descriptionsWhenComparedWithCallsThenNoneOfAnotherCall() {
        var written = new ArrayList<String>();
        Descriptions.load()
                .written()
                .getPaths()
                .forEach((path, item) ->
                        item.readOperationsMap().keySet().forEach(method -> written.add(method + " " + path)));
        assertThat(written)
                .isSubsetOf(document.calls().stream().map(Call::toString).toList());
    }

    /** A call says itself which parameters it takes, when it refuses another one. */
    @Test
    void parametersWhenComparedWithWhatCallsTakeThenAllOfThem() {
        node.create("shop");
        assertThat(document.calls()).allSatisfy(call -> {
            var path = call.path().replace("{namespace}", "shop").replaceAll("\\{\\w+}", "a");
            var body = call.operation().has("requestBody") ? "{}" : null;
            var answer = node.call(ApiNode.OPERATOR, call.method(), path + "?unknown=1", body);
            assertThat(answer.statusCode()).as("%s: %s", call, answer.body()).isEqualTo(400);
            var expected = ApiNode.json(answer).path("expected").asString();
            var taken = expected.equals("no parameter")
                    ? List.<String>of()
                    : List.of(expected.replace("one of ", "").split(", "));
            assertThat(document.parameters(call).stream()
                            .filter(parameter -> is(parameter, "query"))
                            .map(parameter -> parameter.path("name").asString()))
                    .as(call.toString())
                    .containsExactlyInAnyOrderElementsOf(taken);
        });
    }

    @Test
    void callsWhenReadThenDescribedWithExamples() {
        assertThat(faults()).isEmpty();
    }

    @Test
    void schemasWhenReadThenDescribed() {
        var faults = new ArrayList<String>();
        document.root().path("components").path("schemas").properties().forEach(schema -> {
            requireText(schema.getKey(), schema.getValue(), "description", faults);
            schema.getValue()
                    .path("properties")
                    .properties()
                    .forEach(property -> requireText(
                            schema.getKey() + "." + property.getKey(),
                            document.resolve(property.getValue()),
                            "description",
                            faults));
        });
        assertThat(faults).isEmpty();
    }

    @Test
    void problemsWhenComparedWithTheirTypesThenAllOfThem() {
        var named = document.calls().stream()
                .flatMap(call -> call.operation().path("responses").valueStream())
                .flatMap(response -> response.path(Problems.TYPES).valueStream())
                .map(JsonNode::asString)
                .collect(Collectors.toCollection(TreeSet::new));
        NO_CALL.forEach(type -> named.add(name(type)));
        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(ProblemType.values()).map(OpenApiIT::name).toList());
        var examples = document.root().path("components").path("examples");
        assertThat(ProblemType.values()).allSatisfy(type -> {
            var example = examples.path(name(type)).path("value");
            assertThat(example.path("type").asString()).isEqualTo(type.uri().toString());
            assertThat(example.path("status").asInt()).isEqualTo(type.status());
            assertThat(example.path("title").asString()).isEqualTo(type.title());
        });
    }

    @Test
    void examplesWhenComparedWithTheirSchemasThenValid() {
        var faults = new ArrayList<String>();
        for (var call : document.calls()) {
            document.parameters(call)
                    .forEach(parameter -> judge(
                            call + " " + parameter.path("name").asString(),
                            parameter.path("schema"),
                            parameter.path("example"),
                            faults));
            contents(call)
                    .forEach(content -> content.properties()
                            .forEach(media -> media.getValue()
                                    .path("examples")
                                    .properties()
                                    .forEach(example -> judge(
                                            call + " " + media.getKey() + " " + example.getKey(),
                                            media.getValue().path("schema"),
                                            document.resolve(example.getValue()).path("value"),
                                            faults))));
        }
        assertThat(faults).isEmpty();
    }

    private void judge(String what, JsonNode schema, JsonNode example, List<String> faults) {
        document.faults(schema, example).forEach(fault -> faults.add(what + ": " + fault));
    }

    private List<String> faults() {
        var faults = new ArrayList<String>();
        var ids = new TreeSet<String>();
        for (var call : document.calls()) {
            var operation = call.operation();
            requireText(call.toString(), operation, "summary", faults);
            requireText(call.toString(), operation, "description", faults);
            if (operation.path("tags").size() != 1) {
                faults.add(call + ": not one tag");
            }
            if (!ids.add(operation.path("operationId").asString())) {
                faults.add(call + ": operationId of another call");
            }
            for (var parameter : document.parameters(call)) {
                var what = call + " " + parameter.path("name").asString();
                requireText(what, parameter, "description", faults);
                if (!parameter.has("example")) {
                    faults.add(what + ": no example");
                }
            }
            if (operation.path("responses").propertyNames().stream().noneMatch(status -> status.startsWith("2"))) {
                faults.add(call + ": no response that is none of a problem");
            }
            operation.path("responses").forEach(response -> {
                requireText(call + " response", document.resolve(response), "description", faults);
                if (!document.resolve(response).path("headers").has("X-Request-Id")) {
                    faults.add(call + " response: no X-Request-Id");
                }
            });
            for (var content : contents(call)) {
                content.properties().forEach(media -> {
                    if (media.getValue().path("examples").isEmpty()) {
                        faults.add(call + " " + media.getKey() + ": no example");
                    }
                });
            }
            if (operation.has("requestBody")
                    && operation.path("requestBody").path("content").isEmpty()) {
                faults.add(call + ": no body is described");
            }
        }
        return faults;
    }

    private List<JsonNode> contents(Call call) {
        var contents = new ArrayList<JsonNode>();
        if (call.operation().has("requestBody")) {
            contents.add(call.operation().path("requestBody").path("content"));
        }
        call.operation()
                .path("responses")
                .forEach(response -> contents.add(document.resolve(response).path("content")));
        return contents;
    }

    private static void requireText(String what, JsonNode node, String member, List<String> faults) {
        if (node.path(member).asString("").isBlank()) {
            faults.add(what + ": no " + member);
        }
    }

    private static boolean is(JsonNode parameter, String in) {
        return parameter.path("in").asString().equals(in);
    }

    private static String name(ProblemType type) {
        var uri = type.uri().toString();
        return uri.substring(uri.lastIndexOf(':') + 1);
    }
}
