package io.sluice.api.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.sluice.api.ApiNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions;
import io.sluice.api.ApiNode;
import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import org.junit.jupiter.api.Test;

/** Redis is cut off while somebody edits. */
class CutConsoleIT {
    private static final String SPACE = "console-cut-it";
    private static final double LONG_MILLIS = 30_000;

    @Test
    void publishWhenRedisIsCutOffThenSaidAndTheDraftIsPublishedOnceItIsMended() {
        try (var proxy = TcpProxy.to(RedisServer.shared());
                var node = ApiNode.start(proxy.host(), proxy.port())) {
            node.create(SPACE);
            node.put("/v1/namespaces/" + SPACE + "/settings/limits.max", "{\"value\":42}");
            try (var visit =
                    Visit.to(node, ApiNode.EDITOR, "namespaces/" + SPACE).foreseen("status of 503")) {
                visit.type("limits.max", "60");
                visit.review();
                visit.field("Reason").fill("in spite of all");
                assertThat(visit.text("Checked:")).isVisible();
                proxy.cut();
                assertThat(visit.text("cut off from Redis, and what you see"))
                        .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(LONG_MILLIS));
                assertThat(visit.page().locator(".connection")).hasText("STALE");
                visit.publish();
                assertThat(visit.text("Redis is unreachable"))
                        .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(LONG_MILLIS));
                visit.tab().requireAccessible().screenshot("admin-cut");
                assertThat(visit.field("Reason")).hasValue("in spite of all");
                assertThat(visit.card("limits.max").locator(".diff-new")).containsText("60");
                proxy.pass();
                assertThat(visit.page().locator(".connection"))
                        .hasText("Live", new LocatorAssertions.HasTextOptions().setTimeout(LONG_MILLIS));
                visit.publish();
                assertThat(visit.text("There are no drafts."))
                        .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(LONG_MILLIS));
            } finally {
                proxy.pass();
            }
            var entry = json(node.get("/v1/namespaces/" + SPACE + "/settings/limits.max?from=redis"));
            assertThat(entry.path("value").asInt()).isEqualTo(60);
            assertThat(entry.path("reason").asString()).isEqualTo("in spite of all");
        }
    }
}
