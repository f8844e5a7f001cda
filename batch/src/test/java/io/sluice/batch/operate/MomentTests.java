package io.sluice.batch.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.setting.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTests {
    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "9007199254740991, 9007199254740991",
        "1970-01-01T00:00:00.000001Z, 1",
        "2026-11-24T10:00:00Z, 1795514400000000",
        "2026-11-24T10:00Z, 1795514400000000",
        "2026-11-24T11:00:00.123456+01:00, 1795514400123456",
    })
    void valueOfWhenARevisionOrATimeThenThatRevision(String text, long micros) {
        assertThat(Moment.valueOf(text).revision().micros()).isEqualTo(micros);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "9007199254740992",
                "99999999999999999999",
                "1e3",
                "now",
                "yesterday",
                "2026-11-24",
                "2026-11-24T10:00:00",
                "2026-11-24 10:00:00Z",
                "2026-11-24T24:00:00Z",
                "2026-02-30T10:00:00Z",
                "2026-11-24T10:00:00.1234567Z",
                "1969-12-31T23:59:59Z",
                "1970-01-01T00:00:00Z",
                "+999999999-01-01T00:00:00Z",
                "2300-01-01T00:00:00Z",
                "٣"
            })
    void valueOfWhenNeitherThenRefusedWithWhatWasExpected(String text) {
        assertThatThrownBy(() -> Moment.valueOf(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("such as 2026-11-24T10:00:00Z");
    }

    @Test
    void valueOfWhenAnOffsetIsGivenThenTheSameMomentAsInUtc() {
        assertThat(Moment.valueOf("2026-11-24T15:30:00+05:30")).isEqualTo(Moment.valueOf("2026-11-24T10:00:00Z"));
    }
}
