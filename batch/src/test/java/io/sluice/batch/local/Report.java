package io.sluice.batch.local;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the local run has to say, as lines. */
final class Report {
    private static final int SHOWN = 10;

    private Report() {}

    /** How much each copy holds, and whether that is the same. */
    static List<String> copies(Input input, Copies.Comparison copies) {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add("Copies of " + input.namespace() + ":");
        lines.add(line(copies.hash()));
        copies.replicas()
                .forEach(replica -> lines.add("  %-12s %,8d settings".formatted(replica.where(), replica.settings())));
        lines.add(line(copies.archive()));
        var differences = copies.differences();
        if (differences.isEmpty()) {
            lines.add("  equal: the same names, revisions, values and removals");
        } else {
            lines.add("  not equal, " + counted(differences.size(), "difference") + ":");
            differences.stream().limit(SHOWN).forEach(difference -> lines.add("    " + difference));
        }
        return lines;
    }

    /** How fast it went. */
    static List<String> speed(Loader.Loaded loaded, App other, ApplyTimes times, List<Runs.Run> drains) {
        var applied = loaded.changeSets() == 0
                ? "nothing was loaded: it is all there"
                : "%s (%s)".formatted(times, counted(loaded.changeSets(), "change set"));
        return List.of("Write \u2192 applied on %s: %s".formatted(other.name(), applied), "Drained: " + rate(drains));
    }

    static String rate(List<Runs.Run> drains) {
        long written = drains.stream().mapToLong(Runs.Run::written).sum();
        var took = drains.stream().map(Runs.Run::took).reduce(Duration.ZERO, Duration::plus);
        if (written == 0 || took.isZero()) {
            return "nothing was waiting";
        }
        double perSecond = written / (took.toNanos() / 1e9);
        return String.format(
                Locale.ROOT,
                "%,.0f rows/s (%,d rows in %s, %s)",
                perSecond,
                written,
                counted(drains.size(), "run"),
                seconds(took));
    }

    static String drain(Runs.Run run) {
        return "%tT drain %s by %s %s in %s: read %,d, written %,d, superseded %,d, quarantined %,d, history %,d%s"
                .formatted(
                        run.endedAt().atZone(ZoneId.systemDefault()),
                        run.id(),
                        run.trigger(),
                        run.status(),
                        seconds(run.took()),
                        run.read(),
                        run.written(),
                        run.superseded(),
                        run.quarantined(),
                        run.history(),
                        run.error().isEmpty()
                                ? ""
                                : "; " + run.error().lines().findFirst().orElse(""));
    }

    /** Where everything is, and what to try. */
    static List<String> addresses(LocalSetup setup, LocalServers servers) {
        var first = servers.first().caller().base();
        var second = servers.second().caller().base();
        var lines = new ArrayList<>(List.of(
                "",
                "  api      %s, %s".formatted(first, second),
                "  batch    " + servers.batch().caller().base(),
                "  pages    %s/ (admin), %s/ (operator)"
                        .formatted(first, servers.batch().caller().base()),
                "  Redis    " + setup.redis().address(),
                "  database " + setup.database().address() + " (user, password and schema: sluice)",
                "  logs     " + setup.log("*"),
                "",
                "Try:"));
        toTry(first, second).forEach(line -> lines.add("  " + line));
        lines.add("");
        lines.add("Drains are told below; Ctrl-C stops everything.");
        return lines;
    }

    /** The lines of the README: a namespace and a setting on one node, read on the other. */
    static List<String> toTry(String first, String second) {
        var namespace = "/v1/namespaces/demo";
        var setting = namespace + "/settings/limits.max";
        return List.of(
                put(first + namespace, "{\"description\": \"to try things\"}"),
                put(first + setting, "{\"value\": 42, \"reason\": \"more load\"}"),
                "curl -sw '\\n' -H 'Authorization: Bearer %s' %s%s".formatted(Token.READER.text(), second, setting));
    }

    private static String put(String address, String body) {
        return "curl -sw '\\n' -X PUT -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' -d '%s' %s"
                .formatted(Token.EDITOR.text(), body, address);
    }

    private static String line(Copy copy) {
        return "  %-12s %,8d settings, %,d removed".formatted(copy.where(), copy.settings(), copy.removed());
    }

    private static String counted(int count, String what) {
        return count == 1 ? "1 " + what : "%,d %ss".formatted(count, what);
    }

    private static String seconds(Duration took) {
        return String.format(Locale.ROOT, "%.2f s", took.toNanos() / 1e9);
    }
}
