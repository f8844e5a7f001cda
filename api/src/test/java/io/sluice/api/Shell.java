package io.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;

/** The bash of whoever follows a page. */
final class Shell {
    private static final long SECONDS = 60;

    private Shell() {}

    /**
     * What came of it.
     *
     * @param text both outputs
     * @param code with which it ended
     */
    record Answer(String text, int code) {}

    /** Runs a script, which must end in time. */
    static Answer run(String script) throws IOException, InterruptedException {
        var output = Files.createTempFile("session", ".txt");
        try {
            var shell = new ProcessBuilder("bash", "-c", script)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                assertThat(shell.waitFor(SECONDS, TimeUnit.SECONDS)).as(script).isTrue();
            } finally {
                shell.destroyForcibly();
            }
            return new Answer(Files.readString(output, StandardCharsets.UTF_8), shell.exitValue());
        } finally {
            Files.delete(output);
        }
    }
}
