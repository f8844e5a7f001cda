package io.sluice.api.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.meters.MeterPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ObserveTests {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Path ALERTS = DOCS.resolve("observe/alerts.yml");
    private static final Path TESTS = DOCS.resolve("observe/alerts-test.yml");
    private static final Path DASHBOARD = DOCS.resolve("observe/grafana/dashboards/sluice.json");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
    private static final Pattern TESTED = Pattern.compile("alertname: (\\w+)\\s+exp_alerts: *(\\[\\])?");

    /** Of Prometheus itself: whether a node could be scraped. */
    private static final String UP = "up";

    private final JsonMapper json = JsonMapper.builder().build();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    up == 0 | up
                    max by (namespace, job) (a_b{c="d}", e=~"f.*"}) > 5 and on (g) h | a_b h
                    histogram_quantile(0.99, sum by (le) (rate(a_seconds_bucket[$__rate_interval]))) > 1e3 | a_seconds_bucket
                    sum(increase(a_total[15m] offset 5m)) without (b) | a_total
                    label_values(a_b, namespace) | a_b
                    """)
    void namesWhenReadFromAQueryThenAreThoseOfItsMetrics(String query, String names) {
        assertThat(String.join(" ", Queries.names(query))).isEqualTo(names);
    }

    @Test
    void alertsWhenTheyAskForAMetricThenANodeHasIt() throws IOException {
        assertThat(alerts()).hasSizeGreaterThan(10);
        assertThat(alerts()).allSatisfy(alert -> assertThat(known()).containsAll(Queries.names(text(alert, "expr"))));
    }

    @Test
    void dashboardWhenItAsksForAMetricThenANodeHasIt() throws IOException {
        var queries = new ArrayList<String>();
        var dashboard = json.readTree(Files.readString(DASHBOARD));
        collect(dashboard, "expr", queries);
        collect(dashboard.get("templating"), "query", queries);
        assertThat(queries).hasSizeGreaterThan(20);
        assertThat(queries).anySatisfy(query -> assertThat(query).startsWith("label_values"));
        queries.remove("prometheus"); // the kind of the data source
        assertThat(queries).allSatisfy(query -> assertThat(known()).containsAll(Queries.names(query)));
    }

    @Test
    void alertsWhenReadThenSayHowSevereTheyAreAndLeadToWhatToDo() throws IOException {
        var anchors = new TreeSet<String>();
        HEADING.matcher(Files.readString(DOCS.resolve("operations.md")))
                .results()
                .forEach(heading -> anchors.add(heading.group(1).toLowerCase(Locale.ROOT)));
        assertThat(alerts()).allSatisfy(alert -> {
            var name = text(alert, "alert");
            assertThat(text(part(alert, "labels"), "severity")).isIn("warning", "critical");
            var annotations = part(alert, "annotations");
            assertThat(text(annotations, "summary")).isNotBlank();
            assertThat(text(annotations, "description")).isNotBlank();
            var anchor = name.toLowerCase(Locale.ROOT);
            assertThat(text(annotations, "runbook_url")).isEqualTo("docs/operations.md#" + anchor);
            assertThat(anchors).contains(anchor);
        });
    }

    @Test
    void alertsWhenLookedUpInTheirTestsThenEachIsShownFiringAndNotFiring() throws IOException {
        var firing = new TreeSet<String>();
        var silent = new TreeSet<String>();
        TESTED.matcher(Files.readString(TESTS))
                .results()
                .forEach(tested -> (tested.group(2) == null ? firing : silent).add(tested.group(1)));
        var all = alerts().stream().map(alert -> text(alert, "alert")).toList();
        assertThat(firing).containsExactlyInAnyOrderElementsOf(all);
        assertThat(silent).containsExactlyInAnyOrderElementsOf(all);
    }

    private static Set<String> known() {
        var page = MeterPage.read();
        var known = new TreeSet<>(Set.of(UP));
        for (var application : List.of("api", "batch")) {
            known.addAll(page.own(application).keySet());
            known.addAll(page.others(application).keySet());
        }
        return known;
    }

    private static List<Map<?, ?>> alerts() throws IOException {
        Map<?, ?> file = new Yaml().load(Files.readString(ALERTS));
        var alerts = new ArrayList<Map<?, ?>>();
        for (var group : (List<?>) value(file, "groups")) {
            for (var rule : (List<?>) value((Map<?, ?>) group, "rules")) {
                alerts.add((Map<?, ?>) rule);
            }
        }
        return alerts;
    }

    private static void collect(JsonNode node, String field, List<String> found) {
        if (node.path(field).isString()) {
            found.add(node.get(field).stringValue());
        }
        node.forEach(child -> collect(child, field, found));
    }

    private static Map<?, ?> part(Map<?, ?> of, String name) {
        return (Map<?, ?>) value(of, name);
    }

    private static String text(Map<?, ?> of, String name) {
        return value(of, name).toString();
    }

    private static Object value(Map<?, ?> of, String name) {
        var value = of.get(name);
        if (value == null) {
            throw new IllegalStateException("%s: none in %s".formatted(name, of));
        }
        return value;
    }
}
