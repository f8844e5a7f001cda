package io.sluice.meters;

import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a node tells at {@code /actuator/prometheus}. */
public final class Scrape {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]+)=\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) .*");
    private static final Pattern HELP = Pattern.compile("# HELP (\\S+) \\S.*");
    private static final String OWN = "sluice_";
    /** What each bucket of a histogram has. */
    private static final String BOUND = "le";

    private final SortedMap<String, Set<String>> labels = new TreeMap<>();
    private final Set<String> undescribed = new TreeSet<>();

    /** Reads the text format. */
    public Scrape(String text) {
        text.lines().forEach(line -> {
            var sample = SAMPLE.matcher(line);
            if (sample.matches()) {
                var all = labels.computeIfAbsent(sample.group(1), first -> new TreeSet<>());
                if (sample.group(2) != null) {
                    LABEL.matcher(sample.group(2))
                            .results()
                            .map(label -> label.group(1))
                            .forEach(all::add);
                    all.remove(BOUND);
                }
            }
        });
        undescribed.addAll(names(text, TYPE));
        undescribed.removeAll(names(text, HELP));
    }

    /** Each name, with all labels that it has. */
    public SortedMap<String, Set<String>> all() {
        return labels;
    }

    /** The same of Sluice's own. */
    public SortedMap<String, Set<String>> own() {
        return labels.subMap(OWN, OWN + Character.MAX_VALUE);
    }

    /** Sluice's own that do not say what they are. */
    public Set<String> undescribed() {
        var own = new TreeSet<String>();
        undescribed.stream().filter(name -> name.startsWith(OWN)).forEach(own::add);
        return own;
    }

    private static Set<String> names(String text, Pattern line) {
        var names = new TreeSet<String>();
        text.lines()
                .map(line::matcher)
                .filter(matcher -> matcher.matches())
                .forEach(matcher -> names.add(matcher.group(1)));
        return names;
    }
}
