package io.sluice.api.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class StreamPropertiesTests {
    @Test
    void bindWhenNothingIsGivenThenTheDefaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(new StreamProperties(2000, Duration.ofSeconds(15), 10_000, DataSize.ofMegabytes(64)));
    }

    @ParameterizedTest
    @CsvSource({"max, -1", "heartbeat, 99ms", "heartbeat, 61m", "changes, 0", "memory, 1023B"})
    void bindWhenAValueIsWrongThenRefusedByItsName(String name, String value) {
        assertThatThrownBy(() -> bind(Map.of("sluice.stream." + name, value)))
                .rootCause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sluice.stream." + name)
                .hasMessageContaining("expected: ");
    }

    private static StreamProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("sluice.stream", StreamProperties.class);
    }
}
