package io.sluice.meters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tables of meters in docs/operations.md. */
public final class MeterPage {
    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    private static final Pattern ROW = Pattern.compile(
            "\\| `([a-z.]+)` \\((gauge|counter|timer)(?:, ([^;)]+))?(?:; ([^)]+))?\\) \\|([^|]*)\\| .* \\|");
    private static final String OWN = "sluice.";
    private static final Map<String, Set<String>> SECTIONS = Map.of(
            "Of api, and of services that embed `shared`",
            Set.of("api"),
            "Of batch",
            Set.of("batch"),
            "Of Spring Boot and the JVM",
            Set.of("api", "batch"));

    private final List<Row> rows;

    private MeterPage(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    private record Row(String name, String kind, String unit, Set<String> tags, Set<String> applications) {
        /** What a scrape calls it: each of its series. */
        List<String> samples() {
            var base = name.replace('.', '_');
            return switch (kind) {
                case "gauge" -> List.of(suffixed(base, unit));
                case "counter" -> List.of(suffixed(suffixed(base, unit), "total"));
                default ->
                    unit.startsWith("histogram")
                            ? series(base, "count", "sum", "max", "bucket")
                            : series(base, "count", "sum", "max");
            };
        }

        private static String suffixed(String base, String suffix) {
            return suffix.isEmpty() || base.endsWith("_" + suffix) ? base : base + "_" + suffix;
        }

        private static List<String> series(String base, String... parts) {
            return List.of(parts).stream()
                    .map(part -> base + "_seconds_" + part)
                    .toList();
        }
    }

    /**
     * Reads the tables.
     *
     * @throws IllegalStateException if a row cannot be read
     */
    public static MeterPage read() {
        var rows = new ArrayList<Row>();
        var section = "";
        for (var line : lines()) {
            if (line.startsWith("#")) {
                section = line.replaceFirst("^#+ ", "");
            }
            var applications = SECTIONS.get(section);
            if (applications != null && line.startsWith("| `")) {
                rows.add(row(line, applications));
            }
        }
        return new MeterPage(rows);
    }

    /** Sluice's meters of an application as it is by default: each name in a scrape, with the labels that it has. */
    public SortedMap<String, Set<String>> own(String application) {
        return samples(
                application,
                rows.stream().filter(row -> row.name().startsWith(OWN)).toList());
    }

    /** The same of the meters that are not Sluice's; they may have more labels. */
    public SortedMap<String, Set<String>> others(String application) {
        return samples(
                application,
                rows.stream().filter(row -> !row.name().startsWith(OWN)).toList());
    }

    private static SortedMap<String, Set<String>> samples(String application, List<Row> rows) {
        var samples = new TreeMap<String, Set<String>>();
        rows.stream()
                .filter(row -> row.applications().contains(application))
                .forEach(row -> row.samples().forEach(name -> samples.put(name, row.tags())));
        return samples;
    }

    private static Row row(String line, Set<String> section) {
        var cells = ROW.matcher(line);
        if (!cells.matches()) {
            throw new IllegalStateException(
                    "row: %s (expected: | `name` (kind, unit; where) | tags | … |)".formatted(line));
        }
        var tags = cells.group(5).strip();
        return new Row(
                cells.group(1),
                cells.group(2),
                text(cells.group(3)),
                tags.isEmpty() ? Set.of() : new TreeSet<>(Set.of(tags.split(", ", -1))),
                applications(section, text(cells.group(4))));
    }

    private static Set<String> applications(Set<String> section, String where) {
        return switch (where) {
            case "" -> section;
            case "also in batch" -> Set.of("api", "batch");
            case "batch" -> Set.of("batch");
            case "with layers" -> Set.of();
            default -> throw new IllegalStateException("where: " + where);
        };
    }

    private static String text(@Nullable String group) {
        return group == null ? "" : group;
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(PAGE.toString(), e);
        }
    }
}
