package io.sluice.faults.report;

import io.sluice.faults.load.Edit;
import io.sluice.faults.load.Level;
import io.sluice.faults.load.Recorded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** Figures and pictures of runs, as a page and as JSON. */
public final class Page {
    private static final String STYLE = """
            :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
            body { margin: 2rem auto; max-width: 1200px; padding: 0 1rem }
            table { border-collapse: collapse; margin: 1rem 0 } td, th { border-bottom: 1px solid #8884; padding: .2rem .8rem; text-align: right }
            td:first-child, th:first-child { text-align: left }
            svg { display: block; width: 100%; height: auto; margin: .5rem 0 2rem } svg text { font: 10px system-ui, sans-serif; fill: currentColor }
            .done { fill: #3a9d5d } .unknown { fill: #e0a030 } .dirty { fill: none; stroke: #5b7fd0; stroke-width: 1.2 }
            .A { fill: #8e6fc0 } .D { fill: #c98a3a } .R { fill: #c0453f } .S { fill: #4a90b8 }
            .as-new { fill: #3a9d5d } .behind { fill: #e0a030 } .silent { fill: #b08040 } .empty { fill: #9aa0a6 } .stopped { fill: #7b5fb0 } .down { fill: #c0453f }
            .good { color: #3a9d5d } .bad { color: #c0453f }
            """;

    private Page() {}

    /** Writes {@code report.html}, {@code report.json}, and of each run every call with its answer. */
    public static void write(Path folder, List<RunReport> runs) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("report.html"), html(runs));
            Files.writeString(
                    folder.resolve("report.json"),
                    JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(figures(runs)));
            for (var run : runs) {
                Files.write(
                        folder.resolve("calls-%d.log".formatted(run.seed())),
                        run.calls().stream().map(Page::line).toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("report in " + folder + ": not written", e);
        }
    }

    private static String line(Recorded recorded) {
        var names = recorded.call().edits().stream().map(Edit::name).collect(Collectors.joining(" "));
        return "%d %d %s %s %s %s x%d: %s"
                .formatted(
                        recorded.begun(),
                        recorded.ended(),
                        recorded.call().id(),
                        recorded.call().namespace(),
                        recorded.call().level().word(),
                        recorded.outcome(),
                        recorded.attempts(),
                        names);
    }

    /** In a few lines. */
    public static String summary(List<RunReport> runs) {
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(figures(runs));
    }

    private static Map<String, Object> figures(List<RunReport> runs) {
        var figures = new LinkedHashMap<String, Object>();
        figures.put("seeds", runs.stream().map(RunReport::seed).toList());
        figures.put("seconds", sum(runs, run -> (run.to() - run.from()) / 1_000_000));
        figures.put("calls", sum(runs, run -> run.calls().size()));
        figures.put("acknowledged", byLevel(runs, RunReport::acknowledged));
        figures.put("owed", byLevel(runs, RunReport::owed));
        figures.put("lost", byLevel(runs, RunReport::lost));
        figures.put("answeredInTrouble", sum(runs, RunReport::answered));
        figures.put("refused", sum(runs, RunReport::refused));
        figures.put("notDone", sum(runs, RunReport::notDone));
        figures.put("unknown", sum(runs, RunReport::unknown));
        figures.put("messages", sum(runs, RunReport::messages));
        figures.put("faults", sum(runs, run -> run.faults().size()));
        figures.put("faultsByRow", byRow(runs));
        figures.put("longestStale", longest(runs, RunReport::longestStale).toString());
        figures.put(
                "longestToEqualReplicas",
                longest(runs, RunReport::longestToEqualReplicas).toString());
        figures.put(
                "longestToEqualArchive",
                longest(runs, RunReport::longestToEqualArchive).toString());
        figures.put(
                "breaches",
                runs.stream()
                        .flatMap(run -> run.breaches().stream().map(breach -> "seed " + run.seed() + ": " + breach))
                        .toList());
        return figures;
    }

    private static long sum(List<RunReport> runs, ToLongFunction<RunReport> of) {
        return runs.stream().mapToLong(of).sum();
    }

    private static Duration longest(List<RunReport> runs, Function<RunReport, Duration> of) {
        return runs.stream().map(of).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }

    private static Map<String, Integer> byLevel(List<RunReport> runs, Function<RunReport, Map<Level, Integer>> of) {
        var counts = new LinkedHashMap<String, Integer>();
        for (var level : Level.values()) {
            counts.put(
                    level.word(),
                    runs.stream()
                            .mapToInt(run -> of.apply(run).getOrDefault(level, 0))
                            .sum());
        }
        return counts;
    }

    private static Map<String, Long> byRow(List<RunReport> runs) {
        var counts = new TreeMap<String, Long>(Comparator.comparing((String row) -> row.charAt(0))
                .thenComparing(row -> Integer.parseInt(row.substring(1))));
        runs.forEach(run -> run.faultsByRow().forEach((row, count) -> counts.merge(row, count, Long::sum)));
        return counts;
    }

    private static String html(List<RunReport> runs) {
        var html = new StringBuilder(
                        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Sluice under faults</title><style>")
                .append(STYLE)
                .append("</style></head><body><h1>Sluice under faults</h1>");
        boolean isGood = runs.stream().allMatch(run -> run.breaches().isEmpty());
        html.append(
                isGood ? "<p class=\"good\">All laws held.</p>" : "<p class=\"bad\">Laws were broken; see below.</p>");
        html.append("<p>").append(Instant.now()).append("</p><table><tr><th>figure</th><th>value</th></tr>");
        figures(runs).forEach((name, value) -> {
            if (!name.equals("breaches")) {
                html.append("<tr><td>%s</td><td>%s</td></tr>".formatted(escaped(name), escaped(String.valueOf(value))));
            }
        });
        html.append("</table>");
        for (var run : runs) {
            html.append("<h2>Seed %d</h2><p>%s; %,d calls, %,d acknowledged, %d faults.</p>"
                    .formatted(
                            run.seed(),
                            run.regime(),
                            run.calls().size(),
                            run.done(),
                            run.faults().size()));
            run.breaches()
                    .forEach(breach -> html.append("<p class=\"bad\">")
                            .append(escaped(breach.toString()))
                            .append("</p>"));
            html.append(Picture.of(run));
        }
        return html.append("</body></html>\n").toString();
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
