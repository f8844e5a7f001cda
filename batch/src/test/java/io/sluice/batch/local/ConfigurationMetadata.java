package io.sluice.batch.local;

import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Every property that Spring Boot's configuration metadata on the class path describes. */
final class ConfigurationMetadata {
    private static final List<String> FILES = List.of(
            "META-INF/spring-configuration-metadata.json", "META-INF/additional-spring-configuration-metadata.json");

    /** Fields of a property, and what they are called in the value of the setting. */
    private static final Map<String, String> FIELDS =
            new TreeMap<>(Map.of("type", "type", "defaultValue", "default", "description", "description"));

    private ConfigurationMetadata() {}

    /** @param namespace null for {@code spring-boot} */
    static Input read(ClassLoader classPath, @Nullable Namespace namespace) {
        var documents = new ArrayList<JsonNode>();
        try {
            for (var file : FILES) {
                for (var urls = classPath.getResources(file); urls.hasMoreElements(); ) {
                    documents.add(document(urls.nextElement()));
                }
            }
        } catch (IOException e) {
            throw new LocalRunException("class path: not readable: " + e.getMessage(), e);
        }
        return input(documents, namespace == null ? new Namespace("spring-boot") : namespace);
    }

    static Input input(Collection<JsonNode> documents, Namespace namespace) {
        var described = new TreeMap<String, List<JsonNode>>();
        var leftOut = new TreeMap<String, String>();
        for (var document : documents) {
            for (var property : document.path("properties")) {
                var name = property.path("name").asString("");
                try {
                    described
                            .computeIfAbsent(Input.name(name), any -> new ArrayList<>())
                            .add(property);
                } catch (InvalidInputException e) {
                    leftOut.put(name, e.getMessage());
                }
            }
        }
        var values = new TreeMap<String, JsonNode>();
        described.forEach((name, properties) -> values.put(name, merged(properties)));
        return new Input(namespace, "Spring Boot configuration metadata on the class path", values, leftOut);
    }

    /** What is said about one property in several places; the order of the class path does not matter. */
    private static JsonNode merged(List<JsonNode> properties) {
        var inOrder = properties.stream()
                .sorted(Comparator.comparing(JsonNode::toString))
                .toList();
        ObjectNode value = Json.MAPPER.createObjectNode();
        FIELDS.forEach((field, called) -> inOrder.stream()
                .map(property -> property.path(field))
                .filter(found -> !found.isMissingNode() && !found.isNull())
                .findFirst()
                .ifPresent(found -> value.set(called, found)));
        return value;
    }

    private static JsonNode document(URL url) throws IOException {
        var connection = url.openConnection();
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
            return Json.MAPPER.readTree(in);
        } catch (JacksonException e) {
            throw new LocalRunException("%s: %s (expected: JSON)".formatted(url, e.getOriginalMessage()), e);
        }
    }
}
