package io.sluice.api.admin;

import io.sluice.definition.Target;
import io.sluice.http.ProblemException;
import io.sluice.setting.SettingValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A namespace as Java properties and back, without loss. A setting's text is its value in JSON; but a string stands as it is
 * where it cannot be taken for anything else: it is no JSON number, {@code true}, {@code false} or {@code null}, and does
 * not begin like an object, an array or a JSON string. The other fields of the document have names that begin with
 * {@code $}; each definition has a line of its own. Written in ASCII, so that every reader of properties agrees; read as UTF-8, escapes or not.
 */
final class PropertiesText {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String MASKED = "$masked";
    private static final String BEGINS_JSON = "{[\"";

    private PropertiesText() {}

    /** Writes a document. */
    static void write(NamespaceDocument document, Writer target) {
        try {
            line("$format", String.valueOf(document.format()), target);
            line("$namespace", String.valueOf(document.namespace()), target);
            line("$description", String.valueOf(document.description()), target);
            line("$revision", String.valueOf(document.revision()), target);
            if (document.masked() != null) {
                line(MASKED, array(document.masked()), target);
            }
            for (var definition : definitions(document).entrySet()) {
                line(Target.room() + definition.getKey(), definition.getValue().json(), target);
            }
            for (var setting : settings(document).entrySet()) {
                line(setting.getKey(), text(setting.getValue().json()), target);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a document as a JSON text.
     *
     * @throws ProblemException if it is not well-formed, or a name stands twice
     */
    static String read(String properties) {
        var entries = new Entries();
        try {
            entries.load(new StringReader(properties));
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("body", "body: a broken escape (expected: \\uXXXX)", "\\uXXXX");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var text = new StringWriter();
        try (var generator = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            generator.writeStartObject();
            entries.read.forEach((name, value) -> {
                if (name.startsWith("$") && !name.startsWith(Target.room())) {
                    generator.writeName(name.substring(1));
                    meta(name, value, generator);
                }
            });
            definitions(entries.read, generator);
            generator.writeName("settings");
            generator.writeStartObject();
            entries.read.forEach((name, value) -> {
                if (!name.startsWith("$")) {
                    generator.writeName(name);
                    setting(name, value, generator);
                }
            });
            generator.writeEndObject();
            generator.writeEndObject();
        }
        return text.toString();
    }

    private static void definitions(Map<String, String> read, JsonGenerator generator) {
        if (read.keySet().stream().anyMatch(name -> name.startsWith(Target.room()))) {
            generator.writeName("definitions");
            generator.writeStartObject();
            read.forEach((name, value) -> {
                if (name.startsWith(Target.room())) {
                    generator.writeName(name.substring(Target.room().length()));
                    setting(name, value, generator);
                }
            });
            generator.writeEndObject();
        }
    }

    private static String array(List<@Nullable String> texts) {
        var text = new StringWriter();
        try (var generator = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            generator.writeStartArray();
            texts.forEach(generator::writeString);
            generator.writeEndArray();
        }
        return text.toString();
    }

    private static Map<String, SettingValue> definitions(NamespaceDocument document) {
        return document.definitions() == null ? Map.of() : document.definitions();
    }

    private static Map<String, SettingValue> settings(NamespaceDocument document) {
        return document.settings() == null ? Map.of() : document.settings();
    }

    /** The library's own escapes, without the date that it would put in front. */
    private static void line(String name, String value, Writer target) throws IOException {
        var one = new Properties();
        one.setProperty(name, value);
        var bytes = new ByteArrayOutputStream();
        one.store(bytes, null);
        var lines = bytes.toString(StandardCharsets.ISO_8859_1);
        target.write(lines.substring(lines.indexOf(System.lineSeparator())
                        + System.lineSeparator().length())
                .replace(System.lineSeparator(), "\n"));
    }

    private static String text(String json) {
        if (json.charAt(0) != '"') {
            return json;
        }
        try (var parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            var string = parser.getString();
            return isPlain(string) ? string : json;
        }
    }

    private static boolean isPlain(String text) {
        return !JsonScalars.matches(text) && (text.isEmpty() || BEGINS_JSON.indexOf(text.charAt(0)) < 0);
    }

    private static void meta(String name, String value, JsonGenerator generator) {
        boolean isText = name.equals("$namespace") || name.equals("$description");
        if (!isText && (JsonScalars.matches(value) || (name.equals(MASKED) && isOneValue(value)))) {
            generator.writeRawValue(value);
        } else {
            generator.writeString(value);
        }
    }

    private static void setting(String name, String value, JsonGenerator generator) {
        if (isPlain(value)) {
            generator.writeString(value);
            return;
        }
        if (!isOneValue(value)) {
            var expected = "JSON where it begins like JSON; a string that does so in quotes";
            var field = "settings." + name;
            throw ProblemException.invalid(field, "%s: no JSON (expected: %s)".formatted(field, expected), expected);
        }
        // As it is, for a number must keep every digit.
        generator.writeRawValue(value);
    }

    private static boolean isOneValue(String text) {
        try (var parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }

    /** Refuses names that stand twice, of which the library keeps the last without a word. */
    private static final class Entries extends Properties {
        private static final long serialVersionUID = 1L;

        private final transient Map<String, String> read = new LinkedHashMap<>();

        @Override
        public synchronized Object put(Object name, Object value) {
            if (read.putIfAbsent(String.valueOf(name), String.valueOf(value)) != null) {
                var expected = "each name once";
                throw ProblemException.invalid(
                        "body", "body: %s twice (expected: %s)".formatted(name, expected), expected);
            }
            return value;
        }
    }
}
