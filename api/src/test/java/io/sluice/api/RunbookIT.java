package io.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Types the commands of docs/operations.md, "When something is wrong", that ask api. */
class RunbookIT {
    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    private static final Pattern SECTION =
            Pattern.compile("\n## When something is wrong\n.*?```shell\n(.*?)```(.*?)\n## ", Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile("`(api [^`]+)`");
    private static final String NAMESPACE = "runbook";

    private final ApiNode node = ApiNode.one();

    @Test
    void commandsWhenTypedThenAreAnswered() throws IOException, InterruptedException {
        node.create(NAMESPACE);
        var definition = "/v1/namespaces/runbook/definitions/a";
        assertThat(node.call(ApiNode.OPERATOR, "PUT", definition, "{\"schema\":true}")
                        .statusCode())
                .isEqualTo(201);
        var section = SECTION.matcher(Files.readString(PAGE));
        assertThat(section.find()).isTrue();
        var setup = section.group(1)
                .replace("http://127.0.0.1:8080", node.address())
                .replace("local-operator", ApiNode.OPERATOR);
        var commands = COMMAND.matcher(section.group(2)).results().toList();
        for (var command : commands) {
            var typed = command.group(1).replace("NS", NAMESPACE).replace("NAME", "a");
            var answer = Shell.run(setup + typed);
            assertThat(answer.code()).as(typed).isZero();
            assertThat(answer.text()).as(typed).startsWith("{").doesNotContain("urn:sluice:problem:");
        }
        assertThat(commands).hasSizeGreaterThan(5);
    }
}
