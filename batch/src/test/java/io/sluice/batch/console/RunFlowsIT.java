package io.sluice.batch.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.sluice.batch.console.Operated.button;
import static io.sluice.batch.console.Operated.cell;
import static io.sluice.batch.console.Operated.dialog;
import static io.sluice.batch.console.Operated.heading;
import static io.sluice.batch.console.Operated.requireRun;
import static io.sluice.batch.console.Operated.row;
import static io.sluice.batch.console.Operated.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.batch.run.RunScope;
import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.batch.core.BatchStatus;

/** Backlog and runs. */
class RunFlowsIT {
    private static final String CONFLICT = "status of 409";
    private static final String WRONG_INPUT = "status of 400";

    private final Operated operated = Operated.shared();
    private final BatchNode node = operated.node();

    @Test
    void backlogWhenSomethingIsWrittenThenSeenByItselfAndDrainedByAButton() {
        var namespace = operated.namespace("backlog-flow");
        try (var tab = operated.open("backlog")) {
            var row = row(tab, "backlog-flow");
            assertThat(cell(row, "Dirty")).hasText("0");
            node.put(namespace, "a", "1");
            node.put(namespace, "b", "1");
            assertThat(cell(row, "Dirty")).hasText("2");
            assertThat(cell(row, "History pending")).hasText("2");
            assertThat(tab.page().locator(".chart canvas").first()).isVisible();
            tab.page().getByLabel("Show").selectOption("backlog-flow");
            assertThat(tab.page().getByText("now 2, at most 2")).isVisible();

            button(tab, "Drain backlog-flow").click();
            dialog(tab).getByLabel("Reason").fill("before the move");
            submit(tab);
            requireRun(tab, "drain", "completed");
            assertThat(tab.page().locator(".facts")).containsText("before the move");
            assertThat(tab.page().locator(".facts")).containsText("operator olga");

            operated.visit(tab, "backlog");
            assertThat(cell(row, "Dirty")).hasText("0");
            assertThat(cell(row, "Last drain"))
                    .containsText("#" + operated.newest().id());
            assertThat(node.archived(namespace)).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"drain", "verify", "compact"})
    void startWhenAJobIsChosenThenItsRunIsShown(String job) {
        operated.namespace("start-flow");
        try (var tab = operated.open("runs")) {
            button(tab, "Start a run…").click();
            dialog(tab).getByLabel("Job").selectOption(job);
            dialog(tab).getByLabel("Namespace").selectOption("start-flow");
            submit(tab);
            requireRun(tab, job, "completed");
            assertThat(operated.newest().job()).isEqualTo(job);
            assertThat(operated.newest().scope()).isEqualTo(new RunScope(new Namespace("start-flow")));
        }
    }

    @Test
    void restoreWhenNotConfirmedInWritingThenNothingAndWhenItIsThenRestored() {
        operated.namespace("restore-flow");
        try (var tab = operated.open("runs")) {
            button(tab, "Start a run…").click();
            dialog(tab).getByLabel("Job").selectOption("restore");
            var before = operated.newest().id();
            assertThat(dialog(tab).getByLabel("Type “restore” to confirm")).isVisible();
            submit(tab);
            assertThat(dialog(tab).getByText("Type “restore”, just so.")).isVisible();
            dialog(tab).getByLabel("Namespace").selectOption("restore-flow");
            dialog(tab).getByLabel("Type “restore-flow” to confirm").fill("restore");
            submit(tab);
            assertThat(dialog(tab).getByText("Type “restore-flow”, just so.")).isVisible();
            assertThat(operated.newest().id()).isEqualTo(before);

            dialog(tab).getByLabel("Type “restore-flow” to confirm").fill("restore-flow");
            tab.screenshot("operator-restore");
            submit(tab);
            requireRun(tab, "restore", "completed");
            assertThat(operated.newest().scope()).isEqualTo(new RunScope(new Namespace("restore-flow")));
        }
    }

    @Test
    void runsWhenFilteredAndPagedThenJustThose() {
        var namespace = operated.namespace("list-flow");
        var failed = operated.failedRun(namespace);
        for (int i = 0; i < 51; i++) {
            node.drain(namespace);
        }
        try (var tab = operated.open("runs?job=drain")) {
            assertThat(row(tab, "#" + operated.newest().id())).isVisible();
            assertThat(tab.page().locator("tbody tr")).hasCount(50);
            assertThat(row(tab, "#" + failed.id())).hasCount(0);
            button(tab, "Show older ones").click();
            assertThat(row(tab, "#" + failed.id())).isVisible();
            assertThat(cell(row(tab, "#" + failed.id()), "Status")).hasText("failed");

            tab.page().getByLabel("Status").selectOption("failed");
            assertThat(row(tab, "#" + operated.newest().id())).hasCount(0);
            assertThat(row(tab, "#" + failed.id())).isVisible();
            assertThat(cell(row(tab, "#" + failed.id()), "By")).hasText("olga");
            tab.page().getByLabel("Job").selectOption("restore");
            assertThat(tab.page().getByText("No run is like that.")).isVisible();
            // The address keeps it.
            tab.page().reload();
            assertThat(tab.page().getByText("No run is like that.")).isVisible();
        }
    }

    @Test
    void runWhenItHasFailedThenWhyAndRestartedGoesOn() {
        var namespace = operated.namespace("failed-flow");
        var failed = operated.failedRun(namespace);
        try (var tab = operated.open("runs/" + failed.id())) {
            assertThat(heading(tab, "Why it failed")).isVisible();
            assertThat(tab.page().locator("pre.error")).containsText("doesn't exist");
            tab.requireAccessible().screenshot("operator-run");
            button(tab, "Restart…").click();
            dialog(tab).getByLabel("Reason").fill("the table is back");
            submit(tab);
            assertThat(heading(tab, "Run #" + failed.id())).hasCount(0);
            requireRun(tab, "drain", "completed");
            assertThat(operated.newest().reason()).isEqualTo("the table is back");
            assertThat(node.archived(namespace)).hasSize(1);
        }
    }

    @Test
    void runWhenItGoesOnThenItsProgressAndStoppedWhenConfirmed() {
        var namespace = operated.namespace("live-flow");
        for (int from = 0; from < 6000; from += 1000) {
            node.write(
                    namespace,
                    IntStream.range(from, from + 1000)
                            .mapToObj(i -> new Change.Put(new SettingName("n" + i), new SettingValue("" + i)))
                            .toArray(Change[]::new));
        }
        var inHand = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        var run = node.backlog()
                .hooked(
                        () -> {
                            inHand.countDown();
                            await(gate);
                        },
                        () -> {
                            var admission = node.start(new RunScope(namespace));
                            await(inHand);
                            try (var tab =
                                    operated.open("runs/" + admission.run()).foresee(CONFLICT)) {
                                requireRun(tab, "drain", "running");
                                assertThat(tab.page().locator("section progress"))
                                        .isVisible();
                                assertThat(tab.page().locator(".progress")).containsText("per second");
                                assertThat(tab.page().locator(".progress")).containsText("so far");
                                tab.requireAccessible().screenshot("operator-progress");

                                button(tab, "Recover…").click();
                                dialog(tab).getByLabel("Reason").fill("it looks dead");
                                submit(tab);
                                assertThat(dialog(tab)).containsText("sign of life");
                                assertThat(dialog(tab).getByLabel("Reason")).hasValue("it looks dead");
                                tab.page().keyboard().press("Escape");

                                button(tab, "Stop…").click();
                                submit(tab);
                                assertThat(button(tab, "Stop…")).hasCount(0);
                                requireRun(tab, "drain", "stopping");
                                gate.countDown();
                                requireRun(tab, "drain", "stopped");
                                assertThat(button(tab, "Restart…")).isVisible();
                            }
                            return node.await(admission);
                        });
        assertThat(run.status()).isEqualTo(BatchStatus.STOPPED);
        assertThat(node.drain(namespace).status()).isEqualTo(BatchStatus.COMPLETED);
    }

    @Test
    void runWhenItsProcessHasDiedThenRecoveredAndRestarted() {
        var namespace = operated.namespace("dead-flow");
        node.put(namespace, "a", "1");
        long dead = node.deadRun(namespace);
        try (var tab = operated.open("runs/" + dead)) {
            requireRun(tab, "drain", "running");
            button(tab, "Recover…").click();
            dialog(tab).getByLabel("Reason").fill("its machine is gone");
            submit(tab);
            requireRun(tab, "drain", "failed");
            assertThat(tab.page().locator("pre.error")).containsText("no sign of life");
            button(tab, "Restart…").click();
            submit(tab);
            assertThat(heading(tab, "Run #" + dead)).hasCount(0);
            requireRun(tab, "drain", "completed");
        }
        assertThat(node.archived(namespace)).hasSize(1);
    }

    @Test
    void verifyWhenThereIsDriftThenShownFirstAndRepairedWhenConfirmed() {
        var namespace = operated.namespace("verify-flow");
        node.put(namespace, "lost", "1");
        node.put(namespace, "kept", "1");
        node.drain(namespace);
        node.jdbc()
                .update(
                        "DELETE FROM setting WHERE CONVERT(namespace USING utf8mb4) = ? AND CONVERT(name USING utf8mb4) = 'lost'",
                        namespace.text());
        try (var tab = operated.open("runs")) {
            button(tab, "Start a run…").click();
            dialog(tab).getByLabel("Job").selectOption("verify");
            dialog(tab).getByLabel("Namespace").selectOption("verify-flow");
            submit(tab);
            requireRun(tab, "verify", "completed");
            assertThat(tab.page().getByText("Drift: 1 entry differs.")).isVisible();
            assertThat(cell(row(tab, "verify-flow/lost"), "Kind")).hasText("missing");
            assertThat(cell(row(tab, "verify-flow/lost"), "Repaired")).hasText("no");
            assertThat(node.archived(namespace)).hasSize(1);
            tab.requireAccessible().screenshot("operator-drift");

            button(tab, "Repair…").click();
            assertThat(dialog(tab)).containsText("the archive has no row of it");
            submit(tab);
            assertThat(tab.page().getByText("1 of 1 differing entry was repaired."))
                    .isVisible();
            assertThat(button(tab, "Repair…")).hasCount(0);
            node.drain(namespace);
            assertThat(node.archived(namespace)).hasSize(2);
        }
    }

    @Test
    void flushWhenAllIsProvenThenItsRevisionsAndWhenNotThenWhatIsLeft() {
        var namespace = operated.namespace("flush-flow");
        var revision = node.put(namespace, "a", "1");
        try (var tab = operated.open("backlog").foresee(WRONG_INPUT)) {
            button(tab, "Flush…").click();
            dialog(tab).getByLabel("Namespace").selectOption("flush-flow");
            dialog(tab).getByLabel("Timeout").fill("soon");
            dialog(tab).getByLabel("Reason").fill("before the upgrade");
            submit(tab);
            assertThat(dialog(tab).getByLabel("Timeout")).hasAttribute("aria-invalid", "true");
            assertThat(dialog(tab).locator(".fault")).containsText("a duration up to 10m");
            assertThat(dialog(tab).getByLabel("Reason")).hasValue("before the upgrade");
            dialog(tab).getByLabel("Timeout").fill("20s");
            submit(tab);
            assertThat(dialog(tab).getByText("All is proven: 1 namespace.")).isVisible();
            assertThat(dialog(tab).locator("tbody tr")).containsText("" + revision.micros());
            tab.requireAccessible().screenshot("operator-flush");

            operated.quarantine(namespace, "bad");
            operated.refusing("\"poison\"", () -> {
                submit(tab);
                assertThat(dialog(tab).getByText("Not all is proven")).isVisible();
                return tab;
            });
            assertThat(cell(dialog(tab).locator("tbody tr"), "In quarantine")).hasText("1");
            assertThat(dialog(tab).getByLabel("Reason")).hasValue("before the upgrade");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("latch: not opened in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
