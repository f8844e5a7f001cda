package io.sluice.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerVersionTests {
    @ParameterizedTest
    @CsvSource({
        "7.0.15, true",
        "7.0, true",
        "8.0.31, true",
        "10.11.19-MariaDB-log, true",
        "6.2.14, false",
        "5.7.44-log, false"
    })
    void isAtLeastWhenComparedWithSevenThenByNumbers(String told, boolean expected) {
        assertThat(ServerVersion.of(told).orElseThrow().isAtLeast(new ServerVersion(7, 0)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unstable", "7", "v7.0", "99999999999.1"})
    void ofWhenItIsNoVersionThenEmpty(String told) {
        assertThat(ServerVersion.of(told)).isEmpty();
    }
}
