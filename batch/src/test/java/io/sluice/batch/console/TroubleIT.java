package io.sluice.batch.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.sluice.batch.console.Operated.button;
import static io.sluice.batch.console.Operated.cell;
import static io.sluice.batch.console.Operated.dialog;
import static io.sluice.batch.console.Operated.requireRun;
import static io.sluice.batch.console.Operated.row;
import static io.sluice.batch.console.Operated.submit;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import io.sluice.batch.BatchNode;
import io.sluice.batch.run.RunScope;
import io.sluice.setting.Namespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator sees and keeps while something is away. */
class TroubleIT {
    private static final String UNAVAILABLE = "status of 503";

    private final Operated operated = Operated.shared();
    private final BatchNode node = operated.node();

    @AfterEach
    void mend() {
        operated.mend();
    }

    @Test
    void pageWhenRedisIsAwayThenSaysSoKeepsWhatWasKnownAndGoesOnByItself() {
        var namespace = operated.namespace("redis-away");
        node.put(namespace, "a", "1");
        try (var tab = operated.open("backlog").foresee(UNAVAILABLE)) {
            var row = row(tab, "redis-away");
            assertThat(cell(row, "Dirty")).hasText("1");
            button(tab, "Drain redis-away").click();
            dialog(tab).getByLabel("Reason").fill("typed before Redis went");

            operated.redis().cut();
            assertThat(tab.page().getByText("Redis does not answer.")).isVisible();
            assertThat(cell(row, "Dirty")).hasText("1");
            assertThat(tab.page().locator(".old .scroll")).isVisible();
            submit(tab);
            assertThat(dialog(tab).locator(".notice-bad")).isVisible();
            assertThat(dialog(tab).getByLabel("Reason")).hasValue("typed before Redis went");
            tab.page().keyboard().press("Escape");
            tab.requireAccessible().screenshot("operator-redis-away");

            operated.mend();
            node.put(namespace, "b", "1");
            assertThat(cell(row, "Dirty")).hasText("2");
            assertThat(tab.page().getByText("Redis does not answer.")).hasCount(0);
            assertThat(tab.page().locator(".old")).hasCount(0);
        }
    }

    @Test
    void pageWhenTheDatabaseIsAwayThenSaysSoKeepsWhatWasKnownAndGoesOnByItself() {
        var namespace = operated.namespace("database-away");
        var run = node.drain(namespace);
        try (var tab = operated.open("runs").foresee(UNAVAILABLE)) {
            assertThat(row(tab, "#" + run.id())).isVisible();
            button(tab, "Start a run…").click();
            dialog(tab).getByLabel("Namespace").selectOption("database-away");
            dialog(tab).getByLabel("Reason").fill("typed before the database went");

            operated.database().cut();
            assertThat(tab.page().getByText("The database does not answer.")).isVisible();
            assertThat(row(tab, "#" + run.id())).isVisible();
            assertThat(tab.page().locator(".old .scroll")).isVisible();
            submit(tab);
            assertThat(dialog(tab).locator(".notice-bad")).containsText("The database is unreachable");

            // The backlog goes on being told, with the last run that is known.
            node.put(namespace, "a", "1");
            operated.database().pass();
            assertThat(tab.page().getByText("The database does not answer.")).hasCount(0);
            assertThat(dialog(tab).getByLabel("Reason")).hasValue("typed before the database went");
            submit(tab);
            requireRun(tab, "drain", "completed");
            assertThat(operated.newest().reason()).isEqualTo("typed before the database went");
            assertThat(operated.newest().scope()).isEqualTo(new RunScope(new Namespace("database-away")));
        }
    }

    @Test
    void pageWhenTheServerCannotBeReachedThenSaysSoAndGoesOnByItself() {
        operated.namespace("server-away");
        try (var tab = operated.open("backlog").foresee("ERR_INTERNET_DISCONNECTED")) {
            assertThat(row(tab, "server-away")).isVisible();
            assertThat(tab.page().locator(".chart canvas")).hasCount(3);
            tab.page().context().setOffline(true);
            assertThat(tab.page().getByText("The server does not answer.")).isVisible();
            assertThat(row(tab, "server-away")).isVisible();
            tab.page().context().setOffline(false);
            assertThat(tab.page().getByText("The server does not answer.")).hasCount(0);
        }
    }

    @Test
    void dialogWhenTheTokenIsNoLongerGoodThenWhatWasTypedIsKeptUntilSignedInAgain() {
        operated.namespace("token-away");
        try (var tab = operated.open("runs").foresee("status of 401")) {
            button(tab, "Start a run…").click();
            dialog(tab).getByLabel("Namespace").selectOption("token-away");
            dialog(tab).getByLabel("Reason").fill("typed before the token ended");
            tab.page()
                    .route(
                            "**/v1/**",
                            route -> route.fulfill(
                                    new Route.FulfillOptions()
                                            .setStatus(401)
                                            .setContentType("application/problem+json")
                                            .setBody(
                                                    "{\"type\":\"urn:sluice:problem:unauthorized\",\"status\":401,\"detail\":\"expired\"}")));
            submit(tab);
            tab.page().getByLabel("Access token").waitFor();
            tab.page().unroute("**/v1/**");
            tab.page().getByLabel("Access token").fill(BatchNode.EXPIRED);
            tab.page().keyboard().press("Enter");
            assertThat(tab.page().getByText("This token is not valid.")).isVisible();
            tab.page().getByLabel("Access token").fill(BatchNode.OPERATOR);
            tab.page().keyboard().press("Enter");
            requireRun(tab, "drain", "completed");
            assertThat(operated.newest().reason()).isEqualTo("typed before the token ended");
        }
    }
}
