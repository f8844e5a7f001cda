package io.sluice.batch.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.sluice.batch.console.Operated.button;
import static io.sluice.batch.console.Operated.dialog;
import static io.sluice.batch.console.Operated.requireRun;

import io.sluice.batch.BatchNode;
import io.sluice.setting.Namespace;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every view as everybody can use it: light and dark, wide and narrow, with eyes or ears, with a keyboard only. */
class ViewsIT {
    private static final Operated OPERATED = Operated.shared();
    private static final BatchNode NODE = OPERATED.node();
    /** As long as a name can be, and without a place to break it. */
    private static final String LONG = "n".repeat(64);

    @BeforeAll
    static void fill() {
        for (var name : List.of("checkout", "limits", "pricing.eu", "search", "shop", LONG)) {
            var namespace = OPERATED.namespace(name);
            NODE.put(namespace, "limits.max", "42");
            NODE.put(namespace, "limits.max", "50");
            NODE.put(namespace, "banner.text", "\"Free delivery until Sunday\"");
            NODE.drain(namespace);
        }
        OPERATED.quarantine(new Namespace("shop"), "banner.long");
    }

    @Test
    void viewsWhenLookedAtByAnybodyThenAccessible() {
        var shop = new Namespace("shop");
        var moment = NODE.put(shop, "limits.min", "1");
        NODE.drain(shop);
        NODE.put(shop, "limits.min", "2");
        try (var tab = OPERATED.open("backlog")) {
            assertThat(tab.page().locator(".chart canvas")).hasCount(3);
            assertThat(tab.page().locator("figcaption").first()).containsText("at most");
            assertThat(Operated.row(tab, "shop")).isVisible();
            tab.requireAccessible().screenshot("operator-backlog");
            button(tab, "Start a run…").click();
            assertThat(dialog(tab)).isVisible();
            tab.requireAccessible();
            tab.page().keyboard().press("Escape");
            for (var view : List.of(
                    "runs",
                    "quarantine",
                    "schedule",
                    "history?namespace=shop",
                    "past?namespace=shop&at=" + moment.micros(),
                    "actions")) {
                OPERATED.visit(tab, view);
                tab.page().locator("tbody tr").first().waitFor();
                var name = view.replaceAll("\\?.*", "");
                tab.requireAccessible().screenshot("operator-" + name);
            }
            OPERATED.visit(tab, "runs");
            tab.page().locator("tbody tr").first().waitFor();
            tab.narrow().screenshot("operator-narrow");
        }
    }

    @Test
    void runWhenThereIsOnlyAKeyboardThenStarted() {
        try (var tab = OPERATED.open("backlog")) {
            var keyboard = tab.page().keyboard();
            var start = button(tab, "Start a run…");
            start.waitFor();
            start.focus();
            keyboard.press("Enter");
            assertThat(dialog(tab)).isVisible();
            keyboard.press("Escape");
            assertThat(dialog(tab)).hasCount(0);
            assertThat(start).isFocused();
            keyboard.press("Enter");
            dialog(tab).getByLabel("Job").focus();
            keyboard.type("verify");
            keyboard.press("Tab");
            assertThat(dialog(tab).getByLabel("Namespace")).isFocused();
            keyboard.type("limits");
            keyboard.press("Tab");
            keyboard.type("by hand");
            keyboard.press("Enter");
            requireRun(tab, "verify", "completed");
            assertThat(tab.page().locator(".facts")).containsText("by hand");
            assertThat(tab.page().locator(".facts")).containsText("limits");
            assertThat(tab.page().locator("main")).isFocused();
        }
    }

    @Test
    void viewWhenThereIsNoneOfThatNameThenSaid() {
        try (var tab = OPERATED.open("nowhere")) {
            assertThat(tab.page().getByText("There is no such view.").first()).isVisible();
        }
    }
}
