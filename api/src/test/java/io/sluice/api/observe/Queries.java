package io.sluice.api.observe;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which metrics a query in PromQL is about. */
final class Queries {
    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern MATCHERS_AND_RANGES = Pattern.compile("\\{[^}]*\\}|\\[[^\\]]*\\]");
    private static final Pattern LABELS =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    /** A word that no number ends in and no parenthesis follows, which would make it a function. */
    private static final Pattern WORD = Pattern.compile("(?<![\\w:$])[a-zA-Z_:][\\w:]*+(?!\\s*\\()");

    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");
    private static final Pattern VALUES = Pattern.compile("label_values\\((\\w+), \\w+\\)");

    private Queries() {}

    /** The names of a query, which may be one of Grafana's for the values of a label. */
    static Set<String> names(String query) {
        var values = VALUES.matcher(query);
        if (values.matches()) {
            return Set.of(values.group(1));
        }
        var bare = query;
        for (var left : new Pattern[] {TEXT, MATCHERS_AND_RANGES, LABELS}) {
            bare = left.matcher(bare).replaceAll(" ");
        }
        var names = new TreeSet<String>();
        WORD.matcher(bare).results().map(word -> word.group()).forEach(names::add);
        names.removeAll(OPERATORS);
        return names;
    }
}
