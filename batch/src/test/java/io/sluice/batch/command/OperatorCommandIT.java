package io.sluice.batch.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.setting.SettingName;
import io.sluice.store.Quarantine;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands with a real node, so that neither of the two speaks otherwise than the other one hears. */
class OperatorCommandIT {
    private final BatchNode node = BatchNode.shared();
    private final Map<String, String> environment =
            Map.of("SLUICE_URL", node.address(), "SLUICE_TOKEN", BatchNode.OPERATOR);

    private Shell shell = Shell.inPipe();

    @Test
    void drainWhenThereIsAReasonThenItIsKeptWithTheRun() {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");

        assertThat(run("drain", "--namespace", namespace.text(), "--reason", "before the sale"))
                .isZero();

        var run = shell.out();
        assertThat(run).contains("status\tCOMPLETED\n", "by\toperator olga\n", "reason\tbefore the sale\n");
        var id = run.substring(3, run.indexOf('\n'));
        assertThat(run("runs", "show", id)).isZero();
        assertThat(shell.out()).contains("reason\tbefore the sale\n", "written\t1\n");
    }

    @Test
    void flushWhenAllCanBeArchivedThenProven() {
        var namespace = node.namespace();
        var revision = node.put(namespace, "a", "1");

        assertThat(run("flush", "--namespace", namespace.text())).isZero();

        assertThat(shell.out()).isEqualTo("%s\t%s\n".formatted(namespace, revision));
        assertThat(node.archived(namespace)).hasSize(1);
    }

    @Test
    void verifyWhenARowIsGoneThen3UntilItIsRepaired() {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        node.drain(namespace);
        node.put(namespace, "dirty", "1");
        assertThat(run("verify", "--namespace", namespace.text())).isZero();
        node.jdbc().update("DELETE FROM setting WHERE namespace = ? AND name = 'a'", namespace.text());

        assertThat(run("verify", "--namespace", namespace.text())).isEqualTo(3);
        assertThat(shell.out()).contains("found.missing\t1\n", "finding\t%s\ta\tmissing\t".formatted(namespace));
        assertThat(shell.err()).contains("1 settings differ", "verify --repair");

        assertThat(run("verify", "--namespace", namespace.text(), "--repair")).isZero();
        assertThat(shell.out()).contains("found.repaired\t1\n");
        assertThat(run("verify", "--namespace", namespace.text())).isZero();
    }

    @Test
    void quarantineWhenAnEntryIsInItThenListedRetriedAndDiscarded() {
        var namespace = node.namespace();
        for (var name : List.of("a/é", "b")) {
            var revision = node.put(namespace, name, "1");
            node.bean(Quarantine.class)
                    .put(
                            namespace,
                            List.of(new Quarantine.Refused(new SettingName(name), revision, "22001", "too\nlong")));
        }

        assertThat(run("quarantine", "list", "--namespace", namespace.text(), "--limit", "1"))
                .isZero();
        assertThat(shell.out()).startsWith("%s\ta/é\t".formatted(namespace)).endsWith("\ttoo long\n");
        assertThat(shell.err()).contains("there are more than 1");
        assertThat(run("quarantine", "--namespace", namespace.text())).isZero();
        assertThat(shell.out()).hasLineCount(2);

        assertThat(run("quarantine", "retry", namespace.text(), "a/é", "--reason", "mended"))
                .isZero();
        assertThat(run("quarantine", "discard", namespace.text(), "b", "--reason", "wrong"))
                .isZero();
        assertThat(run("quarantine", "discard", namespace.text(), "b", "--reason", "wrong"))
                .isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"restart", "stop", "recover"})
    void runsWhenActedOnOneThatHasCompletedThen1AndWhy(String action) {
        var run = node.drain(node.namespace());

        assertThat(run("runs", action, Long.toString(run.id()), "--reason", "a slip"))
                .isOne();

        assertThat(shell.err()).contains("sluice: run", "what to do: 'runs show'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"runs --status done", "runs show x", "drain --namespace No!", "quarantine --namespace No!"})
    void commandWhenTheNodeDoesNotAllowAValueThen2(String arguments) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(shell.err()).contains("expected: ");
    }

    private int run(String... arguments) {
        shell = Shell.inPipe();
        return shell.run(environment, arguments);
    }
}
