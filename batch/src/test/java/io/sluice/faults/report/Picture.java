package io.sluice.faults.report;

import io.sluice.faults.check.Watch.NodeSample;
import io.sluice.faults.check.Watch.Shape;
import io.sluice.faults.load.Outcome.Done;
import io.sluice.faults.load.Outcome.Unknown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A run as a picture: what clients did, what befell the installation, how each node was, and what the drain had to do. */
final class Picture {
    private static final int LEFT = 110;
    private static final int WIDTH = 1200;
    private static final int LANE = 12;
    private static final int GRAPH = 70;
    private static final int GAP = 24;

    private final RunReport run;
    private final StringBuilder svg = new StringBuilder();
    private int top = 18;

    private Picture(RunReport run) {
        this.run = run;
    }

    /** As SVG. */
    static String of(RunReport run) {
        var picture = new Picture(run);
        picture.operations();
        picture.faults();
        picture.nodes();
        picture.backlog();
        picture.time();
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Timeline of seed %d\">%s</svg>"
                .formatted(WIDTH, picture.top + 20, run.seed(), picture.svg);
    }

    private void operations() {
        int seconds = (int) ((run.to() - run.from()) / 1_000_000) + 1;
        var done = new int[seconds];
        var unknown = new int[seconds];
        for (var call : run.calls()) {
            int second = (int) ((call.ended() - run.from()) / 1_000_000);
            if (second >= 0 && second < seconds) {
                if (call.outcome() instanceof Done) {
                    done[second]++;
                } else if (call.outcome() instanceof Unknown) {
                    unknown[second]++;
                }
            }
        }
        int most = 1;
        for (int i = 0; i < seconds; i++) {
            most = Math.max(most, done[i] + unknown[i]);
        }
        heading("writes a second, up to " + most);
        for (int i = 0; i < seconds; i++) {
            bar(i, done[i], most, 0, "done", done[i] + " done");
            bar(i, unknown[i], most, done[i], "unknown", unknown[i] + " without an answer");
        }
        top += GRAPH + GAP;
    }

    private void bar(int second, int count, int most, int below, String style, String title) {
        if (count > 0) {
            double height = (double) count * GRAPH / most;
            rectangle(
                    run.from() + second * 1_000_000L,
                    run.from() + (second + 1) * 1_000_000L,
                    top + GRAPH - height - (double) below * GRAPH / most,
                    height,
                    style,
                    title);
        }
    }

    /** In as many lanes as there were faults at once. */
    private void faults() {
        heading("faults");
        List<Long> lanes = new ArrayList<>();
        for (var fault : run.faults().stream()
                .sorted(Comparator.comparing(RunReport.Happened::from))
                .toList()) {
            int lane = 0;
            while (lane < lanes.size() && lanes.get(lane) > fault.from()) {
                lane++;
            }
            if (lane == lanes.size()) {
                lanes.add(0L);
            }
            long to = Math.max(fault.to(), fault.from() + (run.to() - run.from()) / 400);
            lanes.set(lane, to);
            rectangle(
                    fault.from(),
                    to,
                    top + lane * LANE,
                    LANE - 2,
                    "fault " + fault.row().charAt(0),
                    fault.row() + " " + fault.name());
        }
        top += lanes.size() * LANE + GAP;
    }

    private void nodes() {
        heading("nodes");
        Map<String, List<NodeSample>> ofNode = new LinkedHashMap<>();
        run.nodes()
                .forEach(sample -> ofNode.computeIfAbsent(sample.node(), any -> new ArrayList<>())
                        .add(sample));
        ofNode.forEach((node, samples) -> {
            text(4, top + LANE - 3, node);
            var first = samples.get(0);
            for (int i = 1; i <= samples.size(); i++) {
                boolean isLast = i == samples.size();
                if (isLast || samples.get(i).shape() != first.shape()) {
                    long to = isLast ? run.to() : samples.get(i).at();
                    rectangle(
                            first.at(),
                            to,
                            top,
                            LANE - 2,
                            "shape "
                                    + first.shape()
                                            .name()
                                            .toLowerCase(Locale.ROOT)
                                            .replace('_', '-'),
                            node + " " + words(first.shape()));
                    if (!isLast) {
                        first = samples.get(i);
                    }
                }
            }
            top += LANE;
        });
        top += GAP;
    }

    private static String words(Shape shape) {
        return switch (shape) {
            case DOWN -> "is down";
            case STOPPED -> "is stopped";
            case SILENT -> "does not answer";
            case EMPTY -> "has nothing yet";
            case BEHIND -> "holds something older than Redis";
            case AS_NEW -> "is as new as Redis";
        };
    }

    private void backlog() {
        int most = Math.max(
                1,
                run.backlog().stream().mapToInt(sample -> sample.dirty()).max().orElse(1));
        heading("dirty entries of a namespace, up to " + most);
        var points = new StringBuilder();
        for (var sample : run.backlog()) {
            points.append(String.format(
                    Locale.ROOT, "%.1f,%.1f ", x(sample.at()), top + GRAPH - (double) sample.dirty() * GRAPH / most));
        }
        svg.append("<polyline class=\"dirty\" points=\"").append(points).append("\"/>");
        top += GRAPH + GAP;
    }

    private void time() {
        long seconds = (run.to() - run.from()) / 1_000_000;
        long step = Math.max(10, seconds / 12 / 10 * 10);
        for (long second = 0; second <= seconds; second += step) {
            text(x(run.from() + second * 1_000_000), top, second + " s");
        }
    }

    private void heading(String words) {
        text(LEFT, top - 5, words);
    }

    private double x(long at) {
        return LEFT + (double) (at - run.from()) * (WIDTH - LEFT) / Math.max(1, run.to() - run.from());
    }

    private void rectangle(long from, long to, double y, double height, String style, String title) {
        svg.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s</title></rect>",
                style,
                x(from),
                y,
                Math.max(0.5, x(to) - x(from)),
                height,
                Page.escaped(title)));
    }

    private void text(double x, double y, String words) {
        svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\">%s</text>", x, y, Page.escaped(words)));
    }
}
