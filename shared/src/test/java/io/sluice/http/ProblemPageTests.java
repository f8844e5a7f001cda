package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of problems in docs/protocol.md. */
class ProblemPageTests {
    private static final Path PAGE = Path.of("..", "docs", "protocol.md");

    @ParameterizedTest
    @EnumSource
    void pageWhenReadThenNamesTheTypeAndItsStatus(ProblemType type) throws IOException {
        var name = type.uri().toString().substring("urn:sluice:problem:".length());
        assertThat(Files.readString(PAGE)).contains("\n| `%s` | %d |".formatted(name, type.status()));
    }
}
