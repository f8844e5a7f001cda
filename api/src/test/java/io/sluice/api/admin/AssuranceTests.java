package io.sluice.api.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.admin.Assurance.Awaited;
import io.sluice.setting.InvalidInputException;
import io.sluice.store.Durability;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssuranceTests {
    @Test
    void ofWhenNothingIsGivenThenNothingIsAsked() {
        assertThat(Assurance.of(null, null, null))
                .isEqualTo(new Assurance(Awaited.NOBODY, null, Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @CsvSource({"1ms,PT0.001S", "2s,PT2S", "60s,PT60S", "60000ms,PT60S", "0500ms,PT0.5S"})
    void ofWhenAllIsGivenThenIsRead(String timeout, Duration expected) {
        assertThat(Assurance.of("applied", "replicated", timeout))
                .isEqualTo(new Assurance(Awaited.FLEET, Durability.REPLICATED, expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0ms", "0s", "60001ms", "61s", "1m", "2", "2 s", "-1s", "PT2S", "99999999999999s", "2S"})
    void ofWhenTheTimeoutIsNoneThenIsRefused(String timeout) {
        assertThatThrownBy(() -> Assurance.of(null, null, timeout))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("timeout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "true", "Applied", "all"})
    void ofWhenItIsUnknownWhatToWaitForThenIsRefused(String wait) {
        assertThatThrownBy(() -> Assurance.of(wait, null, null)).hasMessageContaining("wait");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "FSYNC", "disk", "memory,fsync"})
    void ofWhenTheLevelIsUnknownThenIsRefused(String level) {
        assertThatThrownBy(() -> Assurance.of(null, level, null)).hasMessageContaining("durability");
    }
}
