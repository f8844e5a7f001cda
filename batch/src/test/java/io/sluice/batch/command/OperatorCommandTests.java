package io.sluice.batch.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.Ports;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

class OperatorCommandTests {
    private static final String RUN =
            "{\"id\":17,\"name\":\"drain-20261124T191203Z-4f2a\",\"job\":\"%s\",\"status\":\"%s\","
                    + "\"trigger\":{\"kind\":\"operator\",\"by\":\"olga\"},\"namespace\":\"shop\","
                    + "\"startedAt\":\"2026-11-24T19:12:03.000001Z\",\"endedAt\":%s,\"read\":%d,\"written\":%d,\"superseded\":0,"
                    + "\"quarantined\":%d,\"history\":5,\"total\":%d,\"error\":%s}";
    private static final String ENDED = "\"2026-11-24T19:12:04.000001Z\"";
    private static final String DONE = RUN.formatted("drain", "COMPLETED", ENDED, 4, 4, 0, 4, "null");
    private static final String UNDER_WAY = RUN.formatted("drain", "STARTED", "null", 1, 1, 0, 4, "null");

    private final PlayedNode node = PlayedNode.start();
    private final Shell shell = Shell.inPipe();
    private final PrintStream stdout = System.out;

    @AfterEach
    void stop() {
        node.close();
        System.setOut(stdout);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drain",
                "--help",
                "-h",
                "--version",
                "frobnicate",
                "--json",
                "--server.port=0 runs",
                "runs --server.port=0",
                "--debug runs"
            })
    void isMeantByWhenAWordIsNoPropertyThenACommand(String arguments) {
        assertThat(OperatorCommand.isMeantBy(arguments.split(" "))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--server.port=0", "--debug", "--a= --b=c"})
    void isMeantByWhenAllArePropertiesThenANode(String arguments) {
        assertThat(OperatorCommand.isMeantBy(arguments.split(" "))).isFalse();
        assertThat(OperatorCommand.isMeantBy()).isFalse();
    }

    @Test
    void drainWhenItEndsWithinTheFirstCallThen0AndTheRun() {
        node.answers("POST /v1/runs", 200, DONE);

        int code = shell.run(node, "drain", "--namespace", "shop", "--reason", "before the sale");

        assertThat(code).isZero();
        assertThat(node.calls())
                .containsExactly("POST /v1/runs {\"namespace\":\"shop\",\"reason\":\"before the sale\","
                        + "\"job\":\"drain\",\"wait\":\"1s\"}");
        assertThat(node.tokens()).containsExactly("Bearer a-token");
        assertThat(shell.out()).startsWith("""
                        id\t17
                        name\tdrain-20261124T191203Z-4f2a
                        job\tdrain
                        namespace\tshop
                        status\tCOMPLETED
                        by\toperator olga
                        started\t2026-11-24T19:12:03.000001Z
                        """);
        assertThat(shell.err()).isEqualTo("sluice: asking the node at %s\n".formatted(node.address()));
    }

    @Test
    void drainWhenItTakesLongerThenAskedAgainUntilTheEnd() {
        node.answers("POST /v1/runs", 202, UNDER_WAY)
                .answers("GET /v1/runs/17", 200, UNDER_WAY)
                .answers("GET /v1/runs/17", 200, DONE);

        assertThat(shell.run(node, "drain", "--json")).isZero();

        assertThat(node.calls()).hasSize(3);
        assertThat(JsonMapper.shared().readTree(shell.out()))
                .isEqualTo(JsonMapper.shared().readTree(DONE));
        assertThat(shell.err())
                .contains("waiting for the run drain-20261124T191203Z-4f2a (id 17)")
                .doesNotContain("\r");
    }

    @Test
    void drainWhenOnATerminalThenABarThatIsTakenAway() {
        var terminal = Shell.onTerminal();
        node.answers("POST /v1/runs", 202, UNDER_WAY).answers("GET /v1/runs/17", 200, DONE);

        assertThat(terminal.run(node, "drain")).isZero();

        assertThat(terminal.err())
                .contains("\rdrain [#######.......................] 1 of 4 (25 %)")
                .endsWith(" \r")
                .doesNotContain("\u001b");
        assertThat(terminal.out())
                .startsWith("id           17\nname         drain-")
                .doesNotContain("\r");
    }

    @Test
    void drainWhenQuietThenNothingButTheResult() {
        var terminal = Shell.onTerminal();
        node.answers("POST /v1/runs", 202, UNDER_WAY).answers("GET /v1/runs/17", 200, DONE);

        assertThat(terminal.run(node, "drain", "--quiet")).isZero();

        assertThat(terminal.err()).isEmpty();
        assertThat(terminal.out()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"FAILED", "STOPPED", "ABANDONED"})
    void drainWhenTheRunDidNotCompleteThen1AndWhy(String status) {
        node.answers(
                "POST /v1/runs", 200, RUN.formatted("drain", status, ENDED, 4, 0, 0, 4, "\"the table is\\nbroken\""));

        assertThat(shell.run(node, "drain")).isOne();

        assertThat(shell.err())
                .contains("sluice: the run drain-20261124T191203Z-4f2a (id 17) is " + status)
                .contains("sluice:   the table is broken\n");
    }

    @Test
    void drainWhenTheTimeRunsOutThen4AndTheRunAsItIs() {
        node.answers("POST /v1/runs", 202, UNDER_WAY).answers("GET /v1/runs/17", 200, UNDER_WAY);

        assertThat(shell.run(node, "drain", "--timeout", "300ms", "--json")).isEqualTo(4);

        assertThat(JsonMapper.shared().readTree(shell.out()).path("status").asString())
                .isEqualTo("STARTED");
        assertThat(shell.err()).contains("timed out after 300ms").contains("'runs show 17'", "'runs stop 17'");
    }

    @Test
    void drainWhenNotWaitedForThenNoWaitInTheOrder() {
        node.answers("POST /v1/runs", 202, UNDER_WAY);

        assertThat(shell.run(node, "drain", "--no-wait")).isZero();

        assertThat(node.calls()).containsExactly("POST /v1/runs {\"job\":\"drain\"}");
    }

    @Test
    void drainWhenSomethingIsInQuarantineThenSaid() {
        node.answers("POST /v1/runs", 200, RUN.formatted("drain", "COMPLETED", ENDED, 4, 3, 1, 4, "null"));
        assertThat(shell.run(node, "drain")).isZero();
        assertThat(shell.err()).contains("1 in quarantine");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 0",
                "{\"missing\":0,\"older\":0} | 0",
                "{\"missing\":2,\"older\":1} | 3",
                "{\"missing\":2,\"older\":1,\"repaired\":3} | 0",
                "{\"pending\":2,\"quarantined\":1} | 0",
                "{\"word-of-a-later-version\":1} | 3",
                "{\"missing\":2,\"older\":1,\"repaired\":2} | 3",
                "{\"missing\":2,\"repaired\":2} | 0"
            })
    void verifyWhenSomethingDiffersAndIsNotRepairedThen3(String found, int code) {
        var run =
                RUN.formatted("verify", "COMPLETED", ENDED, 4, 0, 0, 4, "null").replaceFirst("}$", "")
                        + ",\"found\":%s,\"findings\":[{\"namespace\":\"shop\",\"name\":\"a\\tb\",\"kind\":\"missing\","
                                .formatted(found)
                        + "\"redisRevision\":7,\"archiveRevision\":null,\"detail\":null,\"repaired\":false}]}";
        node.answers("POST /v1/runs", 200, run).answers("GET /v1/runs/17", 200, run);

        assertThat(shell.run(node, "verify", "--repair")).isEqualTo(code);

        assertThat(node.calls().get(0)).contains("\"repair\":true");
        assertThat(node.calls()).hasSize(found.equals("{}") ? 1 : 2);
        assertThat(shell.out()).endsWith("finding\tshop\ta b\tmissing\t7\t\tfalse\t\n");
    }

    @Test
    void verifyWhenTheRunFailedThen1() {
        node.answers("POST /v1/runs", 200, RUN.formatted("verify", "FAILED", ENDED, 4, 0, 0, 4, "null"));
        assertThat(shell.run(node, "verify")).isOne();
        assertThat(node.calls().get(0)).doesNotContain("repair");
    }

    @Test
    void flushWhenProvenThen0AndTheRevisions() {
        node.answers("POST /v1/flush", 202, "{\"complete\":false,\"revisions\":{},\"pending\":[]}")
                .answers("POST /v1/flush", 200, "{\"complete\":true,\"revisions\":{\"shop\":1790000000000000}}");

        assertThat(shell.run(node, "flush", "--namespace", "shop")).isZero();

        assertThat(node.calls()).hasSize(2).allMatch(call -> call.contains("\"namespace\":\"shop\""));
        assertThat(shell.out()).isEqualTo("shop\t1790000000000000\n");
    }

    @Test
    void flushWhenTheTimeRunsOutThen4AndWhatIsPending() {
        node.answers(
                "POST /v1/flush",
                202,
                "{\"complete\":false,\"revisions\":{},\"pending\":[{\"namespace\":\"shop\",\"dirty\":3,"
                        + "\"historyPending\":4,\"quarantined\":1}]}");

        assertThat(shell.run(node, "flush", "--timeout", "300ms")).isEqualTo(4);

        assertThat(shell.out()).isEqualTo("shop\t3\t4\t1\n");
    }

    @Test
    void runsWhenThereAreSeveralPagesThenAllUpToTheLimit() {
        var run = IntStream.range(0, 1000).mapToObj(i -> UNDER_WAY).collect(Collectors.joining(","));
        node.answers(
                        "GET /v1/runs?job=drain&status=STARTED&limit=1000",
                        200,
                        "{\"runs\":[%s],\"next\":17}".formatted(run))
                .answers(
                        "GET /v1/runs?job=drain&status=STARTED&limit=1&after=17",
                        200,
                        "{\"runs\":[%s],\"next\":16}".formatted(DONE));

        assertThat(shell.run(node, "runs", "--job", "drain", "--status", "STARTED", "--limit", "1001", "--json"))
                .isZero();

        var document = JsonMapper.shared().readTree(shell.out());
        assertThat(document.path("runs").size()).isEqualTo(1001);
        assertThat(document.path("next").asInt()).isEqualTo(16);
        assertThat(shell.err()).contains("there are more than 1001");
    }

    @Test
    void runsWhenOnATerminalThenHeadedAndAligned() {
        var terminal = Shell.onTerminal();
        node.answers("GET /v1/runs?limit=20", 200, "{\"runs\":[%s,%s]}".formatted(UNDER_WAY, DONE));

        assertThat(terminal.run(node, "runs", "list")).isZero();

        assertThat(terminal.out()).isEqualTo("""
                ID  JOB    NAMESPACE  STATUS     BY             STARTED                      ENDED                        READ  WRITTEN  SUPERSEDED  QUARANTINED  HISTORY  NAME
                17  drain  shop       STARTED    operator olga  2026-11-24T19:12:03.000001Z  -                            1     1        0           0            5        drain-20261124T191203Z-4f2a
                17  drain  shop       COMPLETED  operator olga  2026-11-24T19:12:03.000001Z  2026-11-24T19:12:04.000001Z  4     4        0           0            5        drain-20261124T191203Z-4f2a
                """);
    }

    @Test
    void runsWhenInAPipeThenTabsAndNoHeading() {
        node.answers("GET /v1/runs?limit=20", 200, "{\"runs\":[%s]}".formatted(UNDER_WAY));

        assertThat(shell.run(node, "runs")).isZero();

        assertThat(shell.out())
                .isEqualTo("17\tdrain\tshop\tSTARTED\toperator olga\t2026-11-24T19:12:03.000001Z\t\t1\t1\t0\t0\t5\t"
                        + "drain-20261124T191203Z-4f2a\n");
    }

    @Test
    void runsShowWhenTextsAreOddThenInOneLineEach() {
        node.answers(
                "GET /v1/runs/17",
                200,
                RUN.formatted("drain", "FAILED", ENDED, 4, 0, 0, 4, "\"two\\nlines \\u001b[31mred\""));

        assertThat(shell.run(node, "runs", "show", "17")).isZero();

        assertThat(shell.out()).endsWith("error\ttwo lines  [31mred\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"restart", "stop", "recover"})
    void runsWhenActedOnThenTheActionWithItsReason(String action) {
        node.answers("POST /v1/runs/17/" + action, 202, UNDER_WAY);

        assertThat(shell.run(node, "runs", action, "17", "--reason", "why not")).isZero();

        assertThat(node.calls()).containsExactly("POST /v1/runs/17/%s {\"reason\":\"why not\"}".formatted(action));
    }

    @Test
    void quarantineWhenListedThenEachEntry() {
        node.answers(
                "GET /v1/quarantine?namespace=shop&limit=1000",
                200,
                "{\"entries\":[{\"namespace\":\"shop\",\"name\":\"a\",\"revision\":7,\"attempts\":2,\"sqlState\":\"22001\","
                        + "\"error\":\"too long\",\"since\":\"2026-11-24T19:12:03.000001Z\",\"nextRetry\":null}]}");

        assertThat(shell.run(node, "quarantine", "--namespace", "shop")).isZero();

        assertThat(shell.out()).isEqualTo("shop\ta\t7\t2\t22001\t2026-11-24T19:12:03.000001Z\t\ttoo long\n");
    }

    @Test
    void quarantineRetryWhenTheNameIsNotPlainThenEncoded() {
        node.answers("POST /v1/quarantine/shop/a/%C3%A9%2B/retry", 202, UNDER_WAY);

        assertThat(shell.run(node, "quarantine", "retry", "shop", "a/é+")).isZero();

        assertThat(node.calls()).containsExactly("POST /v1/quarantine/shop/a/%C3%A9%2B/retry {}");
    }

    @Test
    void quarantineDiscardWhenThereIsNoReasonThen2() {
        node.answers("DELETE /v1/quarantine/shop/a?reason=is%20wrong", 200, "{\"namespace\":\"shop\",\"name\":\"a\"}");

        assertThat(shell.run(node, "quarantine", "discard", "shop", "a")).isEqualTo(2);
        assertThat(node.calls()).isEmpty();
        assertThat(shell.err()).contains("--reason");

        assertThat(shell.run(node, "quarantine", "discard", "shop", "a", "--reason", "is wrong"))
                .isZero();
        assertThat(shell.out()).isEqualTo("shop\ta\t\t\t\t\t\t\n");
    }

    @ParameterizedTest
    @CsvSource({
        "400, 2, 'sluice:   expected: 1 to 1000'",
        "401, 1, 'what to do: use a token that this node knows'",
        "403, 1, 'what to do: use the token of an operator'",
        "404, 1, 'what to do: '",
        "409, 1, 'what to do: '",
        "500, 1, 'in the node''s log: ci-4711'",
        "503, 1, 'in the node''s log: ci-4711'"
    })
    void commandWhenTheNodeRefusesThenWhyAndWhatToDo(int status, int code, String line) {
        node.answers(
                "GET /v1/runs?limit=20",
                status,
                "{\"detail\":\"limit: 0 (expected: 1 to 1000)\",\"field\":\"limit\",\"expected\":\"1 to 1000\","
                        + "\"requestId\":\"ci-4711\"}");

        assertThat(shell.run(node, "runs", "--json")).isEqualTo(code);

        assertThat(shell.err()).contains("sluice: limit: 0 (expected: 1 to 1000)\n", "sluice:   field: limit\n", line);
        assertThat(shell.out()).isEmpty();
    }

    @Test
    void commandWhenTheNodeCannotAnswerNowThenAskedAgain() {
        node.answersLater("POST /v1/runs", 503, "{\"detail\":\"Redis is away\"}", 1)
                .answers("POST /v1/runs", 200, DONE);

        assertThat(shell.run(node, "drain")).isZero();

        assertThat(node.calls()).hasSize(2);
        assertThat(shell.err()).contains("waiting: Redis is away");
    }

    @Test
    void commandWhenTheNodeCannotAnswerInTimeThen4() {
        node.answersLater("POST /v1/runs", 503, "{\"detail\":\"Redis is away\"}", 5);

        assertThat(shell.run(node, "drain", "--timeout", "2s")).isEqualTo(4);

        assertThat(node.calls()).hasSize(1);
        assertThat(shell.err()).contains("sluice: Redis is away\n");
    }

    @Test
    void commandWhenNothingListensAtAGivenAddressThen1() {
        var nowhere = "http://127.0.0.1:" + Ports.free();

        assertThat(shell.run(Map.of(), "runs", "--url", nowhere)).isOne();
        assertThat(shell.run(Map.of("SLUICE_URL", nowhere), "runs")).isOne();

        assertThat(shell.err())
                .contains("sluice: %s: nothing listens there".formatted(nowhere))
                .contains("--alone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "[]", "1"})
    void commandWhenTheAnswerIsNotANodesThen1(String answer) {
        node.answers("GET /v1/runs?limit=20", 200, answer);
        assertThat(shell.run(node, "runs")).isOne();
        assertThat(shell.err()).contains("expected: a batch node");
    }

    @Test
    void commandWhenNoNodeListensWhereItUsuallyDoesThenWorksAlone() {
        var nowhere = "http://127.0.0.1:" + Ports.free();

        int code = shell.with(nowhere, Broken.class).run(Map.of(), "runs");

        assertThat(code).isOne();
        assertThat(shell.err())
                .contains("working alone, for no node listens at " + nowhere)
                .contains("the node of this command did not start");
    }

    @Test
    void commandWhenANodeListensWhereItUsuallyDoesThenAsksIt() {
        node.answers("GET /v1/runs?limit=20", 200, "{\"runs\":[]}");
        assertThat(shell.with(node.address(), Broken.class).run(Map.of(), "runs", "--spring.x=y"))
                .isZero();
        assertThat(node.tokens()).containsExactly("null");
        assertThat(shell.err()).contains("asking the node at", "properties given here do nothing");
    }

    @ParameterizedTest
    @CsvSource({
        "runs --alone --url http://127.0.0.1:1, '--alone and --url'",
        "drain --alone --no-wait, '--no-wait'",
        "runs --alone --sluice.access.tokens[0].role=reader, 'sluice.access.'",
        "runs --alone --spring.quartz.auto-startup=true, 'spring.quartz.'",
        "runs --url ftp://127.0.0.1, 'not an address of HTTP'",
        "runs --url http://me:secret@127.0.0.1, 'holds a user'",
        "runs --url http://127.0.0.1/?a=b, 'has a query'",
        "runs --url x y, 'y'",
        "runs --limit 0, '--limit: 0'",
        "runs --limit many, '--limit'",
        "runs show, ID",
        "drain --timeout 0s, 'more than 0s'",
        "drain --timeout 10, 'a time with its unit'",
        "drain --timeout soon, 'a time with its unit'",
        "drain --repair, '--repair'",
        "runs --token-file /nowhere, '--token-file: cannot be read'",
        "frobnicate, frobnicate",
        "runs --name \ufffd, LC_ALL"
    })
    void commandWhenItIsNotRightThen2AndNothingIsAsked(String arguments, String message) {
        assertThat(shell.with(node.address(), Broken.class).run(Shell.TOKEN, arguments.split(" ")))
                .isEqualTo(2);
        assertThat(shell.err()).contains(message).doesNotContain("secret");
        assertThat(shell.out()).isEmpty();
        assertThat(node.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--token=s3cret-token", "--token s3cret-token"})
    void commandWhenATokenIsAnArgumentThen2AndNotShown(String argument) {
        assertThat(shell.run(node, ("runs " + argument).split(" "))).isEqualTo(2);
        assertThat(shell.err()).contains("everybody on this machine").doesNotContain("s3cret");
        assertThat(node.calls()).isEmpty();
    }

    @Test
    void commandWhenThereIsATokenFileThenItIsUsed(@TempDir Path folder) throws IOException {
        node.answers("GET /v1/runs?limit=20", 200, "{\"runs\":[]}");
        var file = Files.writeString(folder.resolve("token"), "token-of-the-file\n");

        assertThat(shell.run(node, "runs", "--token-file", file.toString())).isZero();
        assertThat(node.tokens()).containsExactly("Bearer token-of-the-file");

        Files.writeString(file, "two tokens");
        assertThat(shell.run(node, "runs", "--token-file", file.toString())).isEqualTo(2);
        assertThat(shell.err()).doesNotContain("two tokens");
    }

    @Test
    void commandWhenAskedForHelpThen0OnTheStandardOutput() {
        assertThat(shell.run(Map.of(), "--help")).isZero();
        assertThat(shell.out())
                .contains("drain", "flush", "verify", "restore", "compact", "runs", "quarantine", "Exit codes:");
        assertThat(shell.err()).isEmpty();
    }

    @Test
    void resultWhenTheReaderHasLeftThenQuiet() {
        node.answers("GET /v1/runs?limit=20", 200, "{\"runs\":[]}");
        assertThat(shell.into(failing("Broken pipe"), node, "runs", "--json")).isZero();
        assertThat(shell.err()).hasLineCount(1);
    }

    @Test
    void resultWhenItCannotBeWrittenThen1() {
        node.answers("GET /v1/runs?limit=20", 200, "{\"runs\":[]}");
        assertThat(shell.into(failing("No space left on device"), node, "runs", "--json"))
                .isOne();
        assertThat(shell.err()).contains("could not be written: No space left on device");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 4, 'drain [..............................] 0 of 4 (0 %)'",
        "4, 4, 'drain [##############################] 4 of 4 (100 %)'",
        "5, 4, 'drain [##############################] 5 of 4 (100 %)'",
        "0, 0, 'drain [##############################] 0 of 0 (100 %)'",
        "1234567, , 'drain: 1,234,567 so far'"
    })
    void barWhenSoMuchIsDoneThenShowsIt(long done, @Nullable Long total, String bar) {
        assertThat(Narrator.bar("drain", done, total)).isEqualTo(bar);
    }

    private static OutputStream failing(String message) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(message);
            }
        };
    }

    /** A node that cannot start. */
    @Configuration
    static class Broken {
        Broken() {
            throw new IllegalStateException("broken on purpose");
        }
    }
}
