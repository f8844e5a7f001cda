package io.sluice.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.FileSystemResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * docs/configuration.md. The first table under a heading of it is generated: from the metadata of the configuration that the
 * compiler has made of the module whose tests run, or from its application.yml. All else is written by hand. Immutable.
 */
public final class ConfigurationPage {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final Path RIGHT = Path.of("target", "configuration.md");
    private static final Path CLASSES = Path.of("target", "classes");
    private static final Path METADATA = CLASSES.resolve("META-INF").resolve("spring-configuration-metadata.json");
    /** Of types that are no group, but elements of a list or map. */
    private static final Path ELEMENTS =
            CLASSES.resolve("META-INF").resolve("spring").resolve("configuration-metadata");

    private static final Pattern ELEMENT =
            Pattern.compile("java\\.util\\.(?:List<|Map<java\\.lang\\.String,)(io\\.sluice\\.[^<>]+)>");
    private static final Pattern CODE = Pattern.compile("\\{@code ([^}]*)}");

    private final List<String> lines;

    private ConfigurationPage(List<String> lines) {
        this.lines = List.copyOf(lines);
    }

    /** As it lies in the project. */
    public static ConfigurationPage committed() {
        try {
            return new ConfigurationPage(Files.readAllLines(PAGE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The same, where the table under the heading has the properties of this module.
     *
     * @param types only those of types whose full names begin so
     */
    public ConfigurationPage withProperties(String heading, String types) {
        var table = table("| property | type | default | meaning |", "|---|---|---|---|");
        for (var property : properties(METADATA)) {
            if (property.path("sourceType").asString("").startsWith(types)) {
                add(property, "", table);
            }
        }
        return with(heading, table);
    }

    /** The same, where the table under the heading has what the application.yml of this module sets. */
    public ConfigurationPage withValues(String heading) {
        var table = table("| property | value |", "|---|---|");
        try {
            var file = new FileSystemResource(CLASSES.resolve("application.yml"));
            for (var source : new YamlPropertySourceLoader().load("application", file)) {
                for (var name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                    table.add("| `%s` | `%s` |".formatted(name, source.getProperty(name)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return with(heading, table);
    }

    /**
     * Keeps it where it can be copied from.
     *
     * @return the file, seen from the folder of the module
     */
    public Path keep() {
        try {
            return Files.writeString(RIGHT, text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of it. */
    public String text() {
        return String.join("\n", lines) + "\n";
    }

    private ConfigurationPage with(String heading, List<String> table) {
        int from = lines.indexOf("## " + heading) + 1;
        while (from > 0
                && from < lines.size()
                && !isRow(from)
                && !lines.get(from).startsWith("## ")) {
            from++;
        }
        if (from == 0 || from == lines.size() || !isRow(from)) {
            throw new IllegalStateException("%s: no table under %s (expected: one)".formatted(PAGE, heading));
        }
        int to = from;
        while (to < lines.size() && isRow(to)) {
            to++;
        }
        var changed = new ArrayList<>(lines.subList(0, from));
        changed.addAll(table);
        changed.addAll(lines.subList(to, lines.size()));
        return new ConfigurationPage(changed);
    }

    private boolean isRow(int line) {
        return lines.get(line).startsWith("|");
    }

    private static List<String> table(String... head) {
        return new ArrayList<>(List.of(head));
    }

    /** Adds a row; of a list or map of Sluice's own, also those of an element of it. */
    private static void add(JsonNode property, String prefix, List<String> table) {
        var name = prefix + property.path("name").asString();
        var type = property.path("type").asString();
        var element = ELEMENT.matcher(type);
        if (!element.matches()) {
            table.add(row(name, type(type), property));
            return;
        }
        var each = name + (type.startsWith("java.util.List<") ? "[0]" : ".<name>");
        table.add(row(each, "what follows", property));
        for (var part : properties(ELEMENTS.resolve(element.group(1) + ".json"))) {
            add(part, each + ".", table);
        }
    }

    private static String row(String name, String type, JsonNode property) {
        var value = property.path("defaultValue").asString("");
        var meaning = CODE.matcher(property.path("description").asString("")).replaceAll("`$1`");
        if (meaning.isBlank()) {
            throw new IllegalStateException("%s: no description (expected: a @param of its record)".formatted(name));
        }
        return "| `%s` | %s | %s | %s |"
                .formatted(
                        name,
                        type,
                        value.isEmpty() ? "none" : "`%s`".formatted(value),
                        meaning.replaceAll("\\s+", " ").replace("|", "\\|"));
    }

    private static String type(String type) {
        return switch (type) {
            case "java.lang.Boolean" -> "`true`, `false`";
            case "java.lang.Integer", "java.lang.Long" -> "number";
            case "java.lang.String" -> "text";
            case "java.net.URI" -> "address";
            case "java.nio.file.Path" -> "path";
            case "java.time.Duration" -> "duration";
            case "java.util.List<java.lang.String>" -> "list of texts";
            case "java.util.List<java.net.URI>" -> "list of addresses";
            case "org.springframework.util.unit.DataSize" -> "size";
            default -> choice(type);
        };
    }

    private static String choice(String type) {
        try {
            return Arrays.stream(Class.forName(type).asSubclass(Enum.class).getEnumConstants())
                    .map(each -> "`%s`".formatted(each.name().toLowerCase(Locale.ROOT)))
                    .collect(Collectors.joining(", "));
        } catch (ClassNotFoundException | ClassCastException e) {
            throw new IllegalStateException("type: %s (expected: one that the page has a word for)".formatted(type), e);
        }
    }

    private static JsonNode properties(Path metadata) {
        try {
            return JsonMapper.shared().readTree(Files.readString(metadata)).path("properties");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
