package io.sluice.api.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A namespace of 10,000 settings in the admin console. */
class ManySettingsConsoleIT {
    private static final ApiNode NODE = ApiNode.one();
    private static final String SPACE = "console-many-it";
    private static final int PARTS = 10;
    private static final int PART = 1000;

    /** What is promised, on a machine that has nothing else to do; others are given more. */
    private static final double SLOWEST_MILLIS =
            Double.parseDouble(System.getProperty("sluice.console.first-row", "3000"));

    private static final String FIRST_ROW = """
            () => new Promise(resolve => {
                const look = () => document.querySelector('.rows th a') ? resolve(performance.now()) : requestAnimationFrame(look);
                look();
            })
            """;
    private static final String LOADED_BYTES =
            "performance.getEntriesByType('resource').reduce((sum, each) => sum + each.encodedBodySize, 0)";

    @BeforeAll
    static void fill() {
        NODE.create(SPACE);
        for (int part = 0; part < PARTS; part++) {
            int from = part * PART;
            var changes = IntStream.range(from, from + PART)
                    .mapToObj(i -> "{\"name\":\"group%d.setting-%05d\",\"value\":{\"index\":%d,\"on\":true}}"
                            .formatted(i / PART, i, i))
                    .collect(Collectors.joining(","));
            var answer = NODE.post("/v1/namespaces/" + SPACE + "/changes", "{\"changes\":[" + changes + "]}");
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void tableWhenThereAreManyThenTheFirstRowsSoonAndOnlyThoseInSightDrawn() {
        try (var visit = Visit.to(NODE, ApiNode.EDITOR, "namespaces/" + SPACE)) {
            visit.link("group0.setting-00000").waitFor();
            visit.page().reload();
            var millis = ((Number) visit.page().evaluate(FIRST_ROW)).doubleValue();
            assertThat(visit.text("10,000 of 10,000 shown")).isVisible();
            System.out.printf(
                    "10,000 settings: first row after %.0f ms, %s bytes loaded%n",
                    millis, visit.page().evaluate(LOADED_BYTES));
            assertThat(millis).isLessThan(SLOWEST_MILLIS);
            assertThat(visit.page().locator(".rows tbody tr").count()).isLessThan(100);
            visit.tab().requireAccessible().screenshot("admin-settings");
            visit.tab().narrow();
            visit.tab().screenshot("admin-settings-narrow");
            visit.tab().wide();
        }
    }

    @Test
    void tableWhenSearchedSortedAndWalkedThroughThenTheRowsThatWereAskedFor() {
        try (var visit = Visit.to(NODE, ApiNode.EDITOR, "namespaces/" + SPACE)) {
            assertThat(visit.text("10,000 of 10,000 shown")).isVisible();
            visit.link("group0.setting-00000").focus();
            visit.page().keyboard().press("ArrowDown");
            assertThat(visit.link("group0.setting-00001")).isFocused();
            visit.page().keyboard().press("End");
            assertThat(visit.link("group9.setting-09999")).isFocused();
            visit.page().keyboard().press("Enter");
            assertThat(visit.page().locator("dialog .cm-content")).containsText("9999");
            visit.page().keyboard().press("Escape");
            assertThat(visit.link("group9.setting-09999")).isFocused();
            visit.button("Name").click();
            assertThat(visit.page().locator(".rows tbody th a").first()).hasText("group9.setting-09999");
            visit.page().getByLabel("Prefix").fill("group3.");
            assertThat(visit.text("1,000 of 10,000 shown")).isVisible();
            visit.page().getByLabel("Search").fill("index\":3456");
            assertThat(visit.text("1 of 10,000 shown")).isVisible();
            assertThat(visit.link("group3.setting-03456")).isVisible();
            visit.page().reload();
            assertThat(visit.page().getByLabel("Search")).hasValue("index\":3456");
            visit.page().getByLabel("Search").fill("nothing like that");
            assertThat(visit.text("No setting matches.")).isVisible();
            visit.tab().requireAccessible();
            visit.button("Show all").click();
            assertThat(visit.text("10,000 of 10,000 shown")).isVisible();
            var names = visit.page().locator(".rows tbody th a").allInnerTexts();
            assertThat(List.copyOf(names)).isSortedAccordingTo((a, b) -> b.compareTo(a));
        }
    }
}
