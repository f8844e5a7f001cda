package io.sluice.batch.local;

import io.sluice.setting.Namespace;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How long a change took from its write, by Redis' clock, to being readable on a node.
 *
 * @param half of the change sets took no longer, in seconds; empty if that is not known
 * @param most 99 of 100 took no longer, in seconds; empty if that is not known
 */
record ApplyTimes(OptionalDouble half, OptionalDouble most) {

    /** As the node's own metrics say. */
    static ApplyTimes of(App node, Namespace namespace) {
        var metrics = node.caller().get("/actuator/prometheus").body();
        return new ApplyTimes(quantile(metrics, namespace, 0.5), quantile(metrics, namespace, 0.99));
    }

    /** The upper bound of the first bucket of the histogram that holds so much of all; empty if nothing was measured. */
    static OptionalDouble quantile(String metrics, Namespace namespace, double quantile) {
        var pattern = Pattern.compile(
                "^sluice_replica_apply_seconds_bucket\\{(?=[^}]*\\bnamespace=\"%s\")[^}]*\\ble=\"([^\"]+)\"[^}]*\\} ([0-9.eE+]+)$"
                        .formatted(Pattern.quote(namespace.text())),
                Pattern.MULTILINE);
        var counts = new TreeMap<Double, Double>();
        var matcher = pattern.matcher(metrics);
        while (matcher.find()) {
            var bound =
                    matcher.group(1).equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(matcher.group(1));
            counts.put(bound, Double.parseDouble(matcher.group(2)));
        }
        var all = counts.isEmpty() ? 0 : counts.lastEntry().getValue();
        return counts.entrySet().stream()
                .filter(count -> all > 0 && count.getValue() >= quantile * all)
                .mapToDouble(Map.Entry::getKey)
                .filter(Double::isFinite)
                .findFirst();
    }

    @Override
    public String toString() {
        return "p50 at most %s, p99 at most %s".formatted(millis(half), millis(most));
    }

    private static String millis(OptionalDouble seconds) {
        return seconds.isPresent()
                ? String.format(Locale.ROOT, "%.1f ms", seconds.getAsDouble() * 1000)
                : "not measured";
    }
}
