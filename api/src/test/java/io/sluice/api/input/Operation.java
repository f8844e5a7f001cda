package io.sluice.api.input;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A call as the OpenAPI document has it.
 *
 * @param parameters of the query and headers
 * @param body its schema for each media type; empty if it takes none
 * @param examples of a body in JSON
 */
record Operation(
        String method,
        String path,
        List<Parameter> parameters,
        Map<String, JsonNode> body,
        List<JsonNode> examples,
        OpenApi document) {
    static final String JSON = "application/json";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
    private static final Pattern VARIABLE = Pattern.compile("/\\*\\*|\\{\\*?(\\w+)}");

    /** One of the query, or a header. */
    record Parameter(String in, String name, JsonNode schema) {}

    /** A document, and what its references lead to. */
    record OpenApi(JsonNode root) {
        JsonNode resolve(JsonNode node) {
            var reference = node.path("$ref").asString("");
            if (reference.isEmpty()) {
                return node;
            }
            var found = root.at(reference.substring(1));
            if (found.isMissingNode()) {
                throw new IllegalStateException(
                        "reference: %s (expected: one that leads somewhere)".formatted(reference));
            }
            return resolve(found);
        }
    }

    /** All that the document has, and of the others the method and path. */
    static List<Operation> of(JsonNode root, Set<String> served) {
        var document = new OpenApi(root);
        var operations = new ArrayList<Operation>();
        var described = new TreeSet<String>();
        root.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(entry -> METHODS.contains(entry.getKey()))
                        .forEach(entry -> {
                            var operation = of(
                                    entry.getKey().toUpperCase(java.util.Locale.ROOT),
                                    path.getKey(),
                                    entry.getValue(),
                                    document);
                            operations.add(operation);
                            described.add(operation.name());
                        }));
        for (var call : served) {
            var parts = call.replace("{*", "{").split(" ", 2);
            if (!described.contains(parts[0] + " " + parts[1])) {
                operations.add(new Operation(parts[0], parts[1], List.of(), Map.of(), List.of(), document));
            }
        }
        return operations;
    }

    private static Operation of(String method, String path, JsonNode described, OpenApi document) {
        var parameters = StreamSupport.stream(described.path("parameters").spliterator(), false)
                .map(document::resolve)
                .filter(parameter -> !parameter.path("in").asString().equals("path"))
                .map(parameter -> new Parameter(
                        parameter.path("in").asString(),
                        parameter.path("name").asString(),
                        document.resolve(parameter.path("schema"))))
                .toList();
        var content = document.resolve(described.path("requestBody")).path("content");
        var body = new LinkedHashMap<String, JsonNode>();
        content.properties()
                .forEach(entry -> body.put(entry.getKey(), entry.getValue().path("schema")));
        var examples = new ArrayList<JsonNode>();
        content.path(JSON)
                .path("examples")
                .forEach(example -> examples.add(document.resolve(example).path("value")));
        return new Operation(method, path, parameters, body, examples, document);
    }

    String name() {
        return method + " " + path;
    }

    boolean has(String variable) {
        return path.contains("{" + variable + "}");
    }

    boolean takesJson() {
        return body.containsKey(JSON);
    }

    boolean takes(String header) {
        return parameters.stream().anyMatch(parameter -> parameter.name.equals(header));
    }

    JsonNode schema() {
        return body.getOrDefault(JSON, MissingNode.getInstance());
    }

    /** Its path with these in the places of its variables, and something for those that are of no concern here. */
    String path(String namespace, String name) {
        return VARIABLE.matcher(path).replaceAll(found -> {
            var variable = found.group(1) == null ? "**" : found.group(1);
            return java.util.regex.Matcher.quoteReplacement(
                    switch (variable) {
                        case "**" -> "/readiness";
                        case "namespace" -> namespace;
                        case "requiredMetricName" -> "jvm.memory.used";
                        default -> name;
                    });
        });
    }
}
