package io.sluice.api;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An OpenAPI document of the calls, as tests read it. */
public final class ApiDocument {
    /** Where the document lies for those who read it without a node. */
    public static final Path PAGE = Path.of("..", "docs", "http", "openapi.json");

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final JsonNode root;
    private final ObjectNode closed;

    /** Takes a document. */
    public ApiDocument(JsonNode root) {
        this.root = root;
        this.closed = (ObjectNode) root.path("components").deepCopy();
        closed.path("schemas").forEach(ApiDocument::close);
    }

    /** The one of docs/http. */
    public static ApiDocument committed() {
        return Committed.DOCUMENT;
    }

    /**
     * A call.
     *
     * @param path with variables between braces
     * @param method in capitals
     */
    public record Call(String method, String path, JsonNode operation) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** All of it. */
    public JsonNode root() {
        return root;
    }

    /** Every call that it describes. */
    public List<Call> calls() {
        var calls = new ArrayList<Call>();
        root.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> calls.add(
                                new Call(method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue()))));
        return calls;
    }

    /** The call that a request was, of several the one with the longest path; empty if it is none. */
    public Optional<Call> call(String method, String path) {
        var sought = method.equals("HEAD") ? "GET" : method;
        return calls().stream()
                .filter(call -> call.method().equals(sought))
                .filter(call -> pattern(call.path()).matcher(path).matches())
                .max(Comparator.comparing(call -> call.path().length()));
    }

    /** What a reference refers to; anything else itself. */
    public JsonNode resolve(JsonNode node) {
        var reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : root.at(reference.substring(1));
    }

    /** The parameters of a call, none of them a reference. */
    public List<JsonNode> parameters(Call call) {
        var parameters = new ArrayList<JsonNode>();
        call.operation().path("parameters").forEach(parameter -> parameters.add(resolve(parameter)));
        return parameters;
    }

    /** What is wrong with a value by a schema; members that it does not name are wrong too. */
    public List<String> faults(JsonNode schema, JsonNode value) {
        var whole = JSON.createObjectNode();
        whole.putArray("allOf").add(schema);
        whole.set("components", closed);
        return SCHEMAS.getSchema(whole).validate(value).stream()
                .map(Object::toString)
                .toList();
    }

    /** Only the last variable of a path takes slashes, if it is the name of something. */
    private static Pattern pattern(String path) {
        return Pattern.compile(
                VARIABLE.matcher(path).replaceAll(variable -> variable.group(1).equals("name") ? ".*" : "[^/]*"));
    }

    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.has("properties")) {
            object.put("additionalProperties", false);
        }
    }

    private static final class Committed {
        static final ApiDocument DOCUMENT = read();

        private static ApiDocument read() {
            try {
                return new ApiDocument(JSON.readTree(Files.readString(PAGE)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
