package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentEncodingTests {
    @Test
    void pathWhenEncodedThenDecodedAndAPlusIsAPlus() {
        assertThat(PercentEncoding.path("name", "a+b/%2f%C3%a9%F0%9F%98%80%25")).isEqualTo("a+b//é😀%");
        assertThat(PercentEncoding.path("name", "")).isEmpty();
    }

    @Test
    void queryWhenEncodedThenAPlusIsABlank() {
        assertThat(PercentEncoding.query("reason", "a+b%2Bc")).isEqualTo("a b+c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "%2",
                "%zz",
                "%+1",
                "%-1",
                "% 1",
                "%\uFF11\uFF11",
                "%FF",
                "%C3",
                "%C0%AF",
                "%ED%A0%80",
                "é",
                "a b",
                "\n"
            })
    void pathWhenMalformedThenRefusedWithItsField(String raw) {
        assertThatThrownBy(() -> PercentEncoding.path("name", raw))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.type()).isEqualTo(ProblemType.BAD_REQUEST);
                    assertThat(problem.members()).containsEntry("field", "name");
                });
    }
}
