package io.sluice.batch.local;

import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The user's own settings: JSON, YAML or Java properties in UTF-8.
 *
 * <p>Objects become dotted names, {@code {"limits": {"max": 10}}} the setting {@code limits.max}; scalars, arrays and empty
 * objects are values. Properties are taken as they stand, their values as strings.
 */
final class OwnFile {
    private static final long MAX_BYTES = 64L << 20;
    private static final int MAX_DEPTH = 200;

    private final Path file;
    private final TreeMap<String, JsonNode> values = new TreeMap<>();

    private OwnFile(Path file) {
        this.file = file;
    }

    /**
     * @param namespace null for one made of the file's name
     * @throws LocalRunException in one line, if the file cannot be read or holds what cannot be a setting
     */
    static Input read(Path file, @Nullable Namespace namespace) {
        var own = new OwnFile(file);
        own.take();
        if (own.values.isEmpty()) {
            throw own.refused("holds no setting (expected: at least one)", null);
        }
        return new Input(namespace == null ? own.namespace() : namespace, file.toString(), own.values, new TreeMap<>());
    }

    private void take() {
        var text = text();
        switch (extension()) {
            case "json" -> takeTree(json(text));
            case "yaml", "yml" -> takeTree(yaml(text));
            case "properties" -> takeProperties(text);
            default -> throw refused("unknown format (expected: .json, .yaml, .yml or .properties)", null);
        }
    }

    private String text() {
        try {
            if (!Files.isRegularFile(file)) {
                throw refused("no such file (expected: one to load)", null);
            }
            if (Files.size(file) > MAX_BYTES) {
                throw refused("%d bytes (expected: at most %d)".formatted(Files.size(file), MAX_BYTES), null);
            }
            var text = Files.readString(file);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw refused("not UTF-8 (expected: UTF-8)", e);
        } catch (IOException e) {
            throw refused("not readable (" + e + ")", e);
        }
    }

    private JsonNode json(String text) {
        try {
            return Json.read(text);
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw refused("line %d: %s".formatted(at == null ? 1 : at.getLineNr(), e.getOriginalMessage()), e);
        }
    }

    private JsonNode yaml(String text) {
        try {
            return new Yaml().read(text);
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage(), e);
        }
    }

    private void takeTree(JsonNode root) {
        if (!(root instanceof ObjectNode object)) {
            throw refused("no object (expected: one at the top, with names and values)", null);
        }
        takeObject("", object, 0);
    }

    private void takeObject(String prefix, ObjectNode object, int depth) {
        if (depth > MAX_DEPTH) {
            throw refused("nested more than " + MAX_DEPTH + " deep", null);
        }
        for (var property : object.properties()) {
            var name = prefix + property.getKey();
            if (property.getValue() instanceof ObjectNode inner && !inner.isEmpty()) {
                takeObject(name + ".", inner, depth + 1);
            } else {
                put(name, property.getValue());
            }
        }
    }

    private void takeProperties(String text) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalStateException("text in memory: not readable", e);
        }
        properties.stringPropertyNames().forEach(name -> put(name, Json.of(properties.getProperty(name))));
    }

    private void put(String text, JsonNode value) {
        String name;
        try {
            name = Input.name(text);
        } catch (InvalidInputException e) {
            throw refused(e.getMessage(), e);
        }
        if (values.put(name, value) != null) {
            throw refused("setting name: " + name + " stands there twice (expected: once)", null);
        }
    }

    private Namespace namespace() {
        var name = fileName();
        var base = name.substring(0, name.lastIndexOf('.')).toLowerCase(Locale.ROOT);
        var made = base.replaceAll("[^a-z0-9._-]+", "-").replaceAll("^[._-]+|[._-]+$", "");
        try {
            return new Namespace(made.substring(0, Math.min(64, made.length())));
        } catch (InvalidInputException e) {
            throw refused("its name makes no namespace (expected: -Dsluice.namespace=<name>)", e);
        }
    }

    private String extension() {
        var name = fileName();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private String fileName() {
        return String.valueOf(file.getFileName());
    }

    /** One line, whatever the parser's words were. */
    private LocalRunException refused(@Nullable String why, @Nullable Throwable cause) {
        var line = "sluice.load: %s: %s".formatted(file, String.valueOf(why).replaceAll("\\s*\\R\\s*", " "));
        return cause == null ? new LocalRunException(line) : new LocalRunException(line, cause);
    }
}
