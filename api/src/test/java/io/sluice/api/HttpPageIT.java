package io.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Carries out the session of docs/http/README.md with the real curl. */
class HttpPageIT {
    private static final Path PAGE = Path.of("..", "docs", "http", "README.md");
    private static final Pattern BLOCK = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PLACEHOLDER = Pattern.compile("<([a-z]+[0-9]*)>");

    private final Map<String, String> known = new HashMap<>();

    /** What the shell has been told to remember. */
    private final StringBuilder variables = new StringBuilder();

    @Test
    void sessionWhenCarriedOutThenAnswersAsThePageSays() throws IOException, InterruptedException {
        try (var redis = RedisServer.launch();
                var node = ApiNode.start(redis)) {
            int commands = 0;
            var blocks = BLOCK.matcher(Files.readString(PAGE));
            while (blocks.find()) {
                for (var example : blocks.group(1).split("(?m)^\\$ ", -1)) {
                    if (!example.isEmpty()) {
                        carryOut(example, node);
                        commands++;
                    }
                }
            }
            assertThat(commands).isGreaterThan(20);
        }
    }

    private void carryOut(String example, ApiNode node) throws IOException, InterruptedException {
        int end = example.indexOf('\n');
        var command = filledIn(example.substring(0, end))
                .replace("http://127.0.0.1:8080", node.address())
                .replace("local-editor", ApiNode.EDITOR)
                .replace("local-reader", ApiNode.READER);
        if (command.startsWith("curl ")) {
            assertMatches(command, answer(command), example.substring(end + 1));
        } else {
            variables.append(command).append('\n');
        }
    }

    /** What it says; curl counts as successful also when it was stopped by its own --max-time. */
    private String answer(String command) throws IOException, InterruptedException {
        var answer = Shell.run(variables + command);
        assertThat(answer.code())
                .as(
                        "%s: %s (expected: bash, and curl 7.83 or later; Debian: apt-get install curl)",
                        command, answer.text())
                .isIn(0, command.contains("--max-time") ? 28 : 0);
        return answer.text();
    }

    private String filledIn(String command) {
        return PLACEHOLDER
                .matcher(command)
                .replaceAll(found ->
                        Matcher.quoteReplacement(Objects.requireNonNull(known.get(found.group(1)), found.group())));
    }

    /** A placeholder that was not met before takes what is there. */
    private void assertMatches(String command, String answer, String expected) {
        var names = new ArrayList<String>();
        var pattern = new StringBuilder();
        int end = 0;
        var placeholders = PLACEHOLDER.matcher(expected.stripTrailing());
        while (placeholders.find()) {
            var name = placeholders.group(1);
            pattern.append(Pattern.quote(expected.substring(end, placeholders.start())));
            end = placeholders.end();
            if (known.containsKey(name)) {
                pattern.append(Pattern.quote(Objects.requireNonNull(known.get(name))));
            } else if (names.contains(name)) {
                pattern.append("\\").append(names.indexOf(name) + 1);
            } else {
                pattern.append("([0-9A-Za-z:.-]+)");
                names.add(name);
            }
        }
        pattern.append(Pattern.quote(expected.stripTrailing().substring(end)));
        var found = Pattern.compile(pattern.toString()).matcher(answer.stripTrailing());
        assertThat(found.matches())
                .as("%s%n%s%nis%n%s", command, answer, expected)
                .isTrue();
        for (int i = 0; i < names.size(); i++) {
            known.put(names.get(i), found.group(i + 1));
        }
    }
}
