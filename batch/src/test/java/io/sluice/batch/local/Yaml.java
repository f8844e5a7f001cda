package io.sluice.batch.local;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;
import tools.jackson.databind.JsonNode;

/**
 * YAML as JSON. Only plain types are made, whatever the document asks for, and an alias cannot blow it up. Words like
 * {@code yes} and {@code on}, and dates, are strings; {@code true} and {@code false} are not.
 */
final class Yaml {
    private static final int MAX_CHARACTERS = 64 << 20;
    private static final int MAX_VALUES = 5_000_000;
    private static final int MAX_DEPTH = 200;

    private int values;

    /** @throws IllegalArgumentException if the text is not one YAML document, or cannot be said in JSON */
    JsonNode read(String text) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setNestingDepthLimit(MAX_DEPTH);
        var dump = new DumperOptions();
        var yaml = new org.yaml.snakeyaml.Yaml(
                new SafeConstructor(options), new Representer(dump), dump, options, new Words());
        try {
            Object document = yaml.load(text);
            return Json.of(plain(document, 0));
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            var line = mark == null ? "" : "line " + (mark.getLine() + 1) + ": ";
            throw new IllegalArgumentException(line + e.getProblem(), e);
        } catch (YAMLException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** What YAML calls a boolean or a date shall not depend on its version. */
    private static final class Words extends Resolver {
        private static final Pattern BOOLEAN = Pattern.compile("true|True|TRUE|false|False|FALSE");

        @Override
        public void addImplicitResolver(Tag tag, Pattern pattern, String first, int limit) {
            if (tag.equals(Tag.BOOL)) {
                super.addImplicitResolver(tag, BOOLEAN, "tTfF", limit);
            } else if (!tag.equals(Tag.TIMESTAMP)) {
                super.addImplicitResolver(tag, pattern, first, limit);
            }
        }
    }

    /** Counts what aliases unfold to, and does not follow one round in a circle. */
    private @Nullable Object plain(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH || ++values > MAX_VALUES) {
            throw new IllegalArgumentException(
                    "too deep or too large (expected: at most %d deep, %d values)".formatted(MAX_DEPTH, MAX_VALUES));
        }
        if (value instanceof Map<?, ?> map) {
            var object = new LinkedHashMap<String, @Nullable Object>();
            for (var entry : map.entrySet()) {
                var key = key(entry.getKey());
                if (object.containsKey(key)) {
                    throw new IllegalArgumentException("key " + key + ": stands there twice (expected: once)");
                }
                object.put(key, plain(entry.getValue(), depth + 1));
            }
            return object;
        }
        if (value instanceof List<?> || value instanceof Set<?>) {
            var array = new ArrayList<@Nullable Object>();
            for (var element : (Iterable<?>) value) {
                array.add(plain(element, depth + 1));
            }
            return array;
        }
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            throw new IllegalArgumentException("number " + number + " (expected: one that JSON has)");
        }
        if (value == null || value instanceof String || value instanceof Boolean || value instanceof Number) {
            return value;
        }
        throw new IllegalArgumentException(
                "type " + value.getClass().getSimpleName() + " (expected: one that JSON has)");
    }

    private static String key(@Nullable Object key) {
        if (key instanceof String || key instanceof Number || key instanceof Boolean) {
            return key.toString();
        }
        throw new IllegalArgumentException("key " + key + " (expected: a word or a number)");
    }
}
