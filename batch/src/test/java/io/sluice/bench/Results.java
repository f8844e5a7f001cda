package io.sluice.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** All that was measured in a run. For one thread. */
final class Results {
    private final List<Comparison> comparisons = new ArrayList<>();
    private final Map<String, Map<String, Object>> counts = new LinkedHashMap<>();

    void add(Comparison comparison) {
        comparisons.add(comparison);
        System.out.println(comparison);
    }

    /** What was counted, and is compared with nothing. */
    void count(String bench, String what, Object count) {
        counts.computeIfAbsent(bench, any -> new LinkedHashMap<>()).put(what, count);
        System.out.printf("%-10s %s: %s%n", bench, what, count);
    }

    List<Comparison> comparisons() {
        return List.copyOf(comparisons);
    }

    Map<String, Map<String, Object>> counts() {
        return counts;
    }

    /** Writes {@code results.json} and {@code report.html}. */
    void write(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("results.json"),
                    JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(json()) + "\n");
            Files.writeString(folder.resolve("report.html"), Chart.page(this));
        } catch (IOException e) {
            throw new UncheckedIOException("results in " + folder + ": not written", e);
        }
    }

    private Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("at", Instant.now().toString());
        json.put("java", System.getProperty("java.vm.version"));
        json.put("processors", Runtime.getRuntime().availableProcessors());
        json.put(
                "comparisons",
                comparisons.stream()
                        .map(comparison -> {
                            var row = new LinkedHashMap<String, Object>();
                            row.put("bench", comparison.bench());
                            row.put("variant", comparison.variant());
                            row.put("unit", comparison.unit());
                            row.put("ours", comparison.ours().median());
                            row.put("limit", comparison.limit().median());
                            row.put("ratio", comparison.ratio().median());
                            row.put("least", comparison.ratio().least());
                            row.put("most", comparison.ratio().most());
                            row.put("itself", comparison.noise().median());
                            row.put("wanted", comparison.target().toString());
                            row.put("reached", comparison.isReached());
                            return row;
                        })
                        .toList());
        json.put("counts", counts);
        return json;
    }
}
