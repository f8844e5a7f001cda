package io.sluice.api.input;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A body that is accepted, and every spot of it where another text may be put. */
final class Body {
    private static final String HERE = "@here@";
    private static final String HOLE = "\"" + HERE + "\"";

    private final JsonNode root;
    private final Operation.OpenApi document;
    private final List<Spot> spots = new ArrayList<>();
    private final List<JsonPointer> objects = new ArrayList<>();

    Body(JsonNode root, JsonNode schema, Operation.OpenApi document) {
        this.root = root;
        this.document = document;
        walk(schema, root, JsonPointer.empty());
    }

    /**
     * A field, an element or the value of a key, whether or not it is there.
     *
     * @param key its name, or its index in an array
     * @param schema what it may be
     */
    record Spot(Body body, JsonPointer parent, String key, JsonNode schema) {
        /** The body with this text there, JSON or not. */
        String with(String text) {
            var copy = body.root.deepCopy();
            if (copy.at(parent) instanceof ObjectNode object) {
                object.put(key, HERE);
            } else {
                ((ArrayNode) copy.at(parent)).set(Integer.parseInt(key), HERE);
            }
            return copy.toString().replace(HOLE, text);
        }

        /** Where it is, without the keys that are callers' own. */
        boolean is(String name) {
            return key.equals(name);
        }
    }

    String text() {
        return root.toString();
    }

    List<Spot> spots() {
        return spots;
    }

    /** The body with this text as one more member of each object that has fields, one object at a time. */
    List<String> withMember(String text) {
        return objects.stream()
                .map(pointer -> {
                    var copy = root.deepCopy();
                    ((ObjectNode) copy.at(pointer)).put(HERE, 0);
                    return copy.toString().replace(HOLE + ":0", text);
                })
                .toList();
    }

    /** The body with a field of each object given twice, one object at a time. */
    List<String> withDuplicates() {
        return objects.stream()
                .filter(pointer -> !root.at(pointer).isEmpty())
                .map(pointer -> {
                    var copy = root.deepCopy();
                    var object = (ObjectNode) copy.at(pointer);
                    var first = object.propertyNames().iterator().next();
                    var value = object.path(first).toString();
                    object.put(HERE, 0);
                    return copy.toString().replace(HOLE + ":0", "\"" + first + "\":" + value);
                })
                .toList();
    }

    private void walk(JsonNode declared, JsonNode node, JsonPointer at) {
        var schema = document.resolve(declared);
        if (schema.has("properties") && node.isObject()) {
            objects.add(at);
            schema.path("properties")
                    .properties()
                    .forEach(property -> step(property.getValue(), node, at, property.getKey()));
        } else if (schema.path("additionalProperties").isObject() && node.isObject()) {
            objects.add(at);
            node.propertyNames().forEach(key -> step(schema.path("additionalProperties"), node, at, key));
        } else if (schema.has("items") && node.isArray() && !node.isEmpty()) {
            step(schema.path("items"), node, at, "0");
        }
    }

    private void step(JsonNode declared, JsonNode node, JsonPointer at, String key) {
        var child = node.isArray() ? node.path(Integer.parseInt(key)) : node.path(key);
        var pointer = node.isArray() ? at.appendIndex(Integer.parseInt(key)) : at.appendProperty(key);
        spots.add(new Spot(this, at, key, document.resolve(declared)));
        if (!child.isMissingNode()) {
            walk(declared, child, pointer);
        }
    }
}
