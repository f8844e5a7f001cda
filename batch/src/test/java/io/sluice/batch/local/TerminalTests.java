package io.sluice.batch.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class TerminalTests {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Test
    void reachedWhenOnAConsoleThenOneLineIsWrittenOver() {
        var progress = terminal(Terminal.Kind.CONSOLE).progress("Loading:", 2);

        progress.reached(1);
        progress.reached(2);

        assertThat(text().lines().toList())
                .containsExactly(
                        "",
                        "Loading: [####################....................] 1 of 2",
                        "Loading: [########################################] 2 of 2");
        assertThat(text()).contains("\rLoading: [#").endsWith(System.lineSeparator());
    }

    @Test
    void reachedWhenElsewhereThenALineIsWrittenPerTenth() {
        var progress = terminal(Terminal.Kind.LINES).progress("Loading:", 1430);

        for (int done = 10; done <= 1430; done += 10) {
            progress.reached(done);
        }

        assertThat(text().lines())
                .hasSize(10)
                .startsWith("Loading: 150 of 1,430 (10 %)")
                .endsWith("Loading: 1,430 of 1,430 (100 %)");
    }

    @Test
    void sayWhenTextIsNotAsciiThenItIsUtf8() {
        terminal(Terminal.Kind.LINES).say("日本 →");

        assertThat(text()).isEqualTo("日本 →" + System.lineSeparator());
    }

    private Terminal terminal(Terminal.Kind kind) {
        return new Terminal(new PrintStream(bytes, true, StandardCharsets.UTF_8), kind);
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
