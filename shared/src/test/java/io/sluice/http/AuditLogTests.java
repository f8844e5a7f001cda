package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLogTests {
    @ParameterizedTest
    @CsvSource({
        "rita, rita",
        "/v1/namespaces/shop, /v1/namespaces/shop",
        "rita rot, \"rita rot\"",
        "a=b, \"a=b\"",
        "'say \"no\"', \"say \\\"no\\\"\"",
        "a\\b, \"a\\\\b\"",
        "'', \"\"",
        "né, \"n\\u00e9\""
    })
    void quoteWhenNotPlainThenBetweenMarks(String value, String expected) {
        assertThat(quoted(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\u0000", "\u001b[2J", "\u007f", "\u0085", "\u2028", "\u202e", "\ud800"})
    void quoteWhenCharactersCouldForgeALineThenOnlyPrintableAsciiIsLeft(String value) {
        assertThat(quoted("a" + value + "who=root"))
                .matches("[ -~]+")
                .startsWith("\"a\\u")
                .doesNotContain("\n");
    }

    private static String quoted(String value) {
        var line = new StringBuilder();
        AuditLog.quote(line, value);
        return line.toString();
    }
}
