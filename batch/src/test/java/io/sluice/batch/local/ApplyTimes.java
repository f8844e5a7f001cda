package io.sluice.batch.local;

import io.sluice.setting.Namespace;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * How long a change took from its write, by Redis' clock, to being readable on a node.
 *
 * @param half of the change sets took no longer, in seconds
 * @param most 99 of 100 took no longer, in seconds
 */
record ApplyTimes(OptionalDouble half, OptionalDouble most) {

    /** As the node's own metrics say. */
    static ApplyTimes of(App node, Namespace namespace) {
        var metrics = node.caller().get("/actuator/prometheus").body();
        return new ApplyTimes(quantile(metrics, namespace, "0.5"), quantile(metrics, namespace, "0.99"));
    }

    static OptionalDouble quantile(String metrics, Namespace namespace, String quantile) {
        var label = "(?=[^}]*\\b%s=\"%s\")";
        var pattern = Pattern.compile(
                "^sluice_replica_apply_seconds\\{"
                        + label.formatted("namespace", Pattern.quote(namespace.text()))
                        + label.formatted("quantile", Pattern.quote(quantile))
                        + "[^}]*\\} ([0-9.eE+-]+)$",
                Pattern.MULTILINE);
        var matcher = pattern.matcher(metrics);
        return matcher.find() ? OptionalDouble.of(Double.parseDouble(matcher.group(1))) : OptionalDouble.empty();
    }

    @Override
    public String toString() {
        return "p50 %s, p99 %s".formatted(millis(half), millis(most));
    }

    private static String millis(OptionalDouble seconds) {
        return seconds.isPresent()
                ? String.format(Locale.ROOT, "%.1f ms", seconds.getAsDouble() * 1000)
                : "not measured";
    }
}
