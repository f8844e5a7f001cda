package io.sluice.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.AccessPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The commands of docs/operations.md, "When something is wrong": they make calls that docs/access.md has. */
class RunbookTests {
    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    private static final Pattern SECTION = Pattern.compile("\n## When something is wrong\n(.*?)\n## ", Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile("`(api|batch) '?(/[^'`? ]*)([^`]*)`");
    private static final Pattern METHOD = Pattern.compile(" -X (\\w+)");

    @Test
    void commandsWhenComparedWithCallsThenThereIsOneForEach() throws IOException {
        var unknown = new ArrayList<String>();
        var commands = commands();
        for (var command : commands) {
            var call = method(command.group(3)) + " " + command.group(2);
            if (calls(command.group(1)).noneMatch(known -> known.matcher(call).matches())) {
                unknown.add(command.group());
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(commands).hasSizeGreaterThan(20);
    }

    private static List<MatchResult> commands() throws IOException {
        var section = SECTION.matcher(Files.readString(PAGE));
        assertThat(section.find()).isTrue();
        return COMMAND.matcher(section.group(1)).results().toList();
    }

    /** As curl chooses it. */
    private static String method(String options) {
        var method = METHOD.matcher(options);
        if (method.find()) {
            return method.group(1);
        }
        return options.contains(" -d ") ? "POST" : "GET";
    }

    private static Stream<Pattern> calls(String application) {
        return AccessPage.of(application).calls().stream()
                .map(call -> call.replaceAll("\\{\\*\\w+}|\\*\\*", ".+").replaceAll("\\{\\w+}", "[^/]+"))
                .map(Pattern::compile);
    }
}
