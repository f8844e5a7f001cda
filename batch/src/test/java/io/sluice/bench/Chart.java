package io.sluice.bench;

import java.time.Instant;
import java.util.Locale;

/** Results as a page: a bar for each ratio, with what was wanted of it and what the same differs from itself. */
final class Chart {
    private static final String STYLE = """
            :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
            body { margin: 2rem auto; max-width: 1200px; padding: 0 1rem }
            table { border-collapse: collapse; margin: 1rem 0 } td, th { border-bottom: 1px solid #8884; padding: .2rem .8rem; text-align: right }
            td:first-child, th:first-child { text-align: left }
            svg { display: block; width: 100%; height: auto } svg text { font: 11px system-ui, sans-serif; fill: currentColor }
            .reached { fill: #3a9d5d } .missed { fill: #c98a3a } .range { stroke: currentColor; stroke-width: 1 } .wanted { stroke: #c0453f; stroke-width: 2 } .same { stroke: #8888; stroke-dasharray: 3 }
            """;
    private static final int LEFT = 330;
    private static final int WIDTH = 1200;
    private static final int ROW = 24;
    private static final double LONGEST = 3;

    private Chart() {}

    static String page(Results results) {
        var html = new StringBuilder(
                        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Sluice beside the limits</title><style>")
                .append(STYLE)
                .append("</style></head><body><h1>Sluice beside the limits</h1><p>")
                .append(Instant.now())
                .append(", ")
                .append(Runtime.getRuntime().availableProcessors())
                .append(
                        " processors. A bar is the median of the ratios of all rounds, the thin line reaches from the least to the most of"
                                + " them, the red line is what was wanted; 1 is the limit itself.</p>")
                .append(bars(results))
                .append(table(results));
        results.counts().forEach((bench, counts) -> {
            html.append("<h2>").append(escaped(bench)).append("</h2><table>");
            counts.forEach((what, count) -> html.append(
                    "<tr><td>%s</td><td>%s</td></tr>".formatted(escaped(what), escaped(String.valueOf(count)))));
            html.append("</table>");
        });
        return html.append("</body></html>\n").toString();
    }

    private static String bars(Results results) {
        var all = results.comparisons();
        var svg = new StringBuilder("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Ratios\">"
                .formatted(WIDTH, ROW * all.size() + 20));
        line(svg, "same", x(1), 0, x(1), ROW * all.size());
        for (int i = 0; i < all.size(); i++) {
            var comparison = all.get(i);
            int top = ROW * i;
            var ratio = comparison.ratio();
            svg.append("<text x=\"0\" y=\"%d\">%s</text>"
                    .formatted(top + 15, escaped(comparison.bench() + ": " + comparison.variant())));
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"12\"><title>%s</title></rect>",
                    comparison.isReached() ? "reached" : "missed",
                    LEFT,
                    top + 5,
                    x(ratio.median()) - LEFT,
                    escaped(comparison.toString())));
            line(svg, "range", x(ratio.least()), top + 11, x(ratio.most()), top + 11);
            line(
                    svg,
                    "wanted",
                    x(comparison.target().bound()),
                    top + 3,
                    x(comparison.target().bound()),
                    top + 19);
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\">%.2f</text>",
                    x(ratio.most()) + 6,
                    top + 15,
                    ratio.median()));
        }
        return svg.append("</svg>").toString();
    }

    private static void line(StringBuilder svg, String style, double x1, int y1, double x2, int y2) {
        svg.append(String.format(
                Locale.ROOT,
                "<line class=\"%s\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>",
                style,
                x1,
                y1,
                x2,
                y2));
    }

    private static double x(double ratio) {
        return LEFT + Math.min(ratio, LONGEST) * (WIDTH - LEFT - 60) / LONGEST;
    }

    private static String table(Results results) {
        var html = new StringBuilder("<table><tr><th>bench</th><th>ours</th><th>limit</th><th>unit</th><th>ratio</th>"
                + "<th>least to most</th><th>against itself</th><th>wanted</th></tr>");
        for (var comparison : results.comparisons()) {
            var ratio = comparison.ratio();
            html.append(String.format(
                    Locale.ROOT,
                    "<tr><td>%s</td><td>%,.1f</td><td>%,.1f</td><td>%s</td><td>%.2f</td><td>%.2f to %.2f</td><td>%.2f</td><td>%s</td></tr>",
                    escaped(comparison.bench() + ": " + comparison.variant()),
                    comparison.ours().median(),
                    comparison.limit().median(),
                    escaped(comparison.unit()),
                    ratio.median(),
                    ratio.least(),
                    ratio.most(),
                    comparison.noise().median(),
                    comparison.target()));
        }
        return html.append("</table>").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
