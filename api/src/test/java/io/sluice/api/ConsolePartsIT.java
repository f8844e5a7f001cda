package io.sluice.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.sluice.browser.Chromium;
import io.sluice.browser.Tab;
import io.sluice.servers.TcpProxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Parts of the consoles by themselves: the stream of events, and dialogs. */
class ConsolePartsIT {
    private static final String NAMESPACE = "console-parts-it";
    private static final int WRITES = 30;

    private final ApiNode node = ApiNode.one();

    @Test
    void streamWhenCutAgainAndAgainThenNothingIsMissedOrTwice() {
        node.create(NAMESPACE);
        var http = URI.create(node.address());
        try (var proxy = TcpProxy.to(http.getHost(), http.getPort());
                var tab = Chromium.shared()
                        .open("http://127.0.0.1:" + proxy.port() + "/")
                        .foresee("net::ERR_")
                        .signIn(ApiNode.READER)) {
            ConsoleParts.into(tab);
            var page = tab.page();
            page.evaluate("window.came = []; parts.listen('v1/namespaces/" + NAMESPACE + "/watch', came)");
            tab.await("came.some(each => each.event === 'snapshot')");
            var written = new ArrayList<String>();
            for (int i = 0; i < WRITES; i++) {
                if (i % 10 == 5) {
                    proxy.reset();
                }
                if (i == 20) {
                    proxy.cut();
                }
                if (i == 25) {
                    proxy.pass();
                }
                var answer = node.put("/v1/namespaces/" + NAMESPACE + "/settings/a", "{\"value\":" + i + "}");
                written.add(ApiNode.json(answer).path("revision").asString());
            }
            tab.await("came.some(each => each.data.includes('%s'))".formatted(written.get(WRITES - 1)));
            assertThat(revisions(tab)).containsExactlyElementsOf(written);
            assertThat(page.evaluate("came.filter(each => each.event === 'snapshot').length"))
                    .isEqualTo(1);
        }
    }

    private static List<Object> revisions(Tab tab) {
        return List.copyOf((List<?>) tab.page().evaluate("""
                came.filter(each => each.event === 'change')
                    .flatMap(each => JSON.parse(each.data).changes.map(change => String(change.revision)))
                """));
    }

    @Test
    void dialogWhenOpenThenTheFocusStaysInItUntilEscapeAndGoesBack() {
        try (var tab = Chromium.shared().open(node.address() + "/").signIn(ApiNode.READER)) {
            ConsoleParts.into(tab);
            var page = tab.page();
            page.evaluate("parts.showDialog()");
            var opener = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Open"));
            opener.focus();
            page.keyboard().press("Enter");
            var dialog = page.getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("A dialog"));
            assertThat(dialog).isVisible();
            tab.requireAccessible();
            for (int i = 0; i < 8; i++) {
                page.keyboard().press(i % 3 == 2 ? "Shift+Tab" : "Tab");
                assertThat(page.evaluate("document.activeElement === document.body"
                                + " || document.querySelector('dialog').contains(document.activeElement)"))
                        .isEqualTo(true);
            }
            page.getByLabel("First").fill("kept");
            page.keyboard().press("Escape");
            assertThat(dialog).hasCount(0);
            assertThat(opener).isFocused();
        }
    }
}
