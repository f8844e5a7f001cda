package io.sluice.batch.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.setting.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Carries out the session of docs/operations.md. */
class CommandPageIT {
    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    private static final Pattern BLOCK = Pattern.compile("## Command line\n.*?```console\n(.*?)```", Pattern.DOTALL);
    private static final String MARK = "-- what follows is of the next command --\n";

    private final BatchNode node = BatchNode.shared();

    @TempDir
    private Path folder;

    @Test
    void sessionWhenCarriedOutThenSaysWhatThePageSays() throws IOException {
        var demo = new Namespace("demo");
        node.create(demo);
        node.put(demo, "limits.max", "42");
        var block = BLOCK.matcher(Files.readString(PAGE));
        assertThat(block.find()).isTrue();
        var examples = block.group(1).substring(2).split("(?m)^\\$ ", -1);
        // The jar is not packaged yet when this is run.
        var script = new StringBuilder("exec 2>&1; java() { shift 2; \"${words[@]}\" \"$@\"; }\n");
        var expected = new StringBuilder();
        for (var example : examples) {
            int end = example.indexOf('\n');
            script.append(example, 0, end).append("\nprintf %s '").append(MARK).append("'\n");
            expected.append(example.substring(end + 1)).append(MARK);
        }

        var result = CommandProcess.script(
                folder,
                Map.of(),
                script.toString()
                        .replace("http://127.0.0.1:8090", node.address())
                        .replace("local-operator", BatchNode.OPERATOR));

        assertThat(examples).hasSizeGreaterThan(5);
        assertThat(result.out())
                .isEqualTo(expected.toString()
                        .replace("http://127.0.0.1:8090", node.address())
                        .replace("local-operator", "olga"));
    }
}
