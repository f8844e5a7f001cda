package io.sluice.batch.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.sluice.batch.console.Operated.button;
import static io.sluice.batch.console.Operated.cell;
import static io.sluice.batch.console.Operated.dialog;
import static io.sluice.batch.console.Operated.requireRun;
import static io.sluice.batch.console.Operated.row;
import static io.sluice.batch.console.Operated.submit;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.sluice.batch.BatchNode;
import org.junit.jupiter.api.Test;

/** Quarantine, schedule, what was, and who did what; and what those see who are no operators. */
class LookingFlowsIT {
    private static final String REFUSED = "status of 40[0-9]";

    private final Operated operated = Operated.shared();
    private final BatchNode node = operated.node();

    @Test
    void quarantineWhenAnEntryIsRefusedThenWhyAndRetriedByAButton() {
        var namespace = operated.namespace("retry-flow");
        try (var tab = operated.open("quarantine?namespace=retry-flow")) {
            assertThat(tab.page().getByText("Nothing is in quarantine")).isVisible();
            operated.quarantine(namespace, "dir/bad");
            var row = row(tab, "retry-flow/dir/bad");
            assertThat(cell(row, "SQLSTATE")).hasText("22001");
            assertThat(cell(row, "Why it is refused")).containsText("Data too long for column value");
            assertThat(cell(row, "Attempts")).hasText("1");
            assertThat(cell(row, "Next attempt")).containsText("in ");

            button(tab, "Retry retry-flow/dir/bad").click();
            requireRun(tab, "drain", "completed");
            assertThat(node.archived(namespace)).hasSize(1);
            operated.visit(tab, "quarantine?namespace=retry-flow");
            assertThat(tab.page().getByText("Nothing is in quarantine")).isVisible();
        }
    }

    @Test
    void discardWhenTwoDoSoThenAReasonIsNeededAndTheSecondIsToldThatItIsGone() {
        var namespace = operated.namespace("discard-flow");
        operated.quarantine(namespace, "bad");
        var place = "quarantine?namespace=discard-flow";
        try (var first = operated.open(place);
                var second = operated.open(place).foresee(REFUSED)) {
            button(second, "Discard discard-flow/bad").click();
            dialog(second).getByLabel("Reason").fill("the second one's reason");

            button(first, "Discard discard-flow/bad").click();
            submit(first);
            assertThat(dialog(first).getByText("Say why.")).isVisible();
            assertThat(first.page().locator("tbody tr")).hasCount(1);
            dialog(first).getByLabel("Reason").fill("never to be kept");
            submit(first);
            assertThat(first.page().getByText("Nothing is in quarantine")).isVisible();
            assertThat(second.page().getByText("Nothing is in quarantine")).isVisible();

            submit(second);
            assertThat(dialog(second)).containsText("expected: one in quarantine");
            assertThat(dialog(second).getByLabel("Reason")).hasValue("the second one's reason");
        }
        assertThat(node.backlog().state(namespace).dirty()).isZero();
    }

    @Test
    void scheduleWhenOnePausesAndResumesThenAnotherSeesItByItself() {
        try (var one = operated.open("schedule");
                var other = operated.open(BatchNode.READER, "schedule")) {
            var row = row(one, "drain");
            assertThat(cell(row, "Starts")).containsText("every 12h");
            assertThat(cell(row, "State")).not().hasText("paused");
            assertThat(cell(row, "Misfires")).hasText("0");
            assertThat(cell(row, "Next")).containsText("in ");
            button(one, "Pause… drain").click();
            dialog(one).getByLabel("Reason").fill("maintenance");
            submit(one);
            assertThat(cell(row, "State")).hasText("paused");
            assertThat(cell(row(other, "drain"), "State")).hasText("paused");

            button(one, "Resume… drain").click();
            submit(one);
            assertThat(cell(row(other, "drain"), "State")).hasText("waiting");
            operated.visit(one, "actions");
            assertThat(one.page().locator("tbody tr").first()).containsText("schedule resume");
            assertThat(one.page().locator("tbody tr").nth(1)).containsText("maintenance");
            assertThat(cell(one.page().locator("tbody tr").nth(1), "Who")).hasText("olga");
        }
    }

    @Test
    void historyWhenLookedBackThenChangesAndTheNamespaceAsItWas() {
        var namespace = operated.namespace("past-flow");
        var first = node.put(namespace, "limits.max", "1");
        node.put(namespace, "limits.max", "2");
        node.put(namespace, "other", "{\"long\": \"%s\"}".formatted("x".repeat(100)));
        node.remove(namespace, "other");
        node.drain(namespace);
        try (var tab = operated.open("history").foresee(REFUSED)) {
            assertThat(tab.page().getByText("Name a namespace to see its changes."))
                    .isVisible();
            button(tab, "Show").click();
            assertThat(tab.page().getByText("Name a namespace.", new Page.GetByTextOptions().setExact(true)))
                    .isVisible();
            tab.page().getByLabel("Namespace").fill("past-flow");
            tab.page().getByLabel("Setting").fill("limits.max");
            tab.page().getByLabel("From").fill("yesterday");
            button(tab, "Show").click();
            assertThat(tab.page().getByLabel("From")).hasAttribute("aria-invalid", "true");
            assertThat(tab.page().locator(".fault")).containsText("a revision, or a time with its zone");
            assertThat(tab.page().getByLabel("From")).hasValue("yesterday");
            tab.page().getByLabel("From").fill("2020-01-01T00:00:00Z");
            button(tab, "Show").click();
            assertThat(tab.page().locator("tbody tr")).hasCount(2);
            assertThat(cell(tab.page().locator("tbody tr").first(), "Old value"))
                    .hasText("1");
            assertThat(cell(tab.page().locator("tbody tr").first(), "New value"))
                    .hasText("2");
            assertThat(cell(tab.page().locator("tbody tr").first(), "Author")).hasText("alice");

            tab.page()
                    .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("" + first.micros()))
                    .click();
            assertThat(Operated.heading(tab, "As it was")).isVisible();
            assertThat(tab.page().locator("tbody tr")).hasCount(1);
            assertThat(cell(row(tab, "limits.max"), "Value")).hasText("1");
            tab.page().getByLabel("Moment").fill("2020-01-01T00:00:00Z");
            tab.page().getByLabel("Names that begin with").fill("o");
            button(tab, "Show").click();
            assertThat(tab.page().getByText("There was no such setting then.")).isVisible();
        }
    }

    @Test
    void actionsWhenThereAreManyThenPagedNewestFirst() {
        node.jdbc()
                .update(
                        "INSERT INTO operator_action (at, who, action, target) SELECT UTC_TIMESTAMP(6), 'oldie', 'long ago', 'nothing'"
                                + " FROM information_schema.columns LIMIT 120");
        try (var tab = operated.open("actions")) {
            assertThat(tab.page().locator("tbody tr")).hasCount(100);
            button(tab, "Show older ones").click();
            assertThat(tab.page().locator("tbody tr").nth(115)).isVisible();
        }
    }

    @Test
    void controlsWhenTheTokenIsAReadersThenNotOfferedOrSayWhy() {
        var namespace = operated.namespace("reader-flow");
        operated.quarantine(namespace, "bad");
        var failed = operated.failedRun(namespace);
        try (var tab = operated.open(BatchNode.READER, "backlog")) {
            assertThat(row(tab, "reader-flow")).isVisible();
            assertThat(button(tab, "Drain reader-flow")).hasCount(0);
            assertThat(tab.page().getByText("With the role reader you see how things stand."))
                    .isVisible();
            var start = button(tab, "Start a run…");
            assertThat(start).hasAttribute("aria-disabled", "true");
            assertThat(start).hasAccessibleDescription("This needs the role operator; your token has the role reader.");
            start.focus();
            tab.page().keyboard().press("Enter");
            assertThat(dialog(tab)).hasCount(0);
            tab.requireAccessible().screenshot("operator-reader");

            operated.visit(tab, "runs/" + failed.id());
            assertThat(button(tab, "Restart…")).hasAttribute("aria-disabled", "true");
            operated.visit(tab, "quarantine");
            assertThat(row(tab, "reader-flow/bad")).isVisible();
            assertThat(button(tab, "Retry reader-flow/bad")).hasCount(0);
            operated.visit(tab, "actions");
            assertThat(tab.page().locator(".empty")).containsText("This needs the role operator");
        }
    }

    @Test
    void controlsWhenTheTokenIsConfinedThenOnlyWhatIsInItsNamespaces() {
        operated.namespace("confined");
        operated.namespace("not-confined");
        try (var tab = operated.open(BatchNode.CONFINED, "backlog")) {
            assertThat(row(tab, "confined")).isVisible();
            assertThat(row(tab, "not-confined")).hasCount(0);
            button(tab, "Start a run…").click();
            assertThat(dialog(tab).getByLabel("Namespace").locator("option")).hasCount(1);
            assertThat(dialog(tab).getByLabel("Namespace")).hasValue("confined");
            submit(tab);
            requireRun(tab, "drain", "completed");
            operated.visit(tab, "schedule");
            assertThat(button(tab, "Pause… drain")).hasAttribute("aria-disabled", "true");
            assertThat(button(tab, "Pause… drain"))
                    .hasAccessibleDescription("This is about all namespaces; your token is confined to confined.");
        }
    }
}
