package io.sluice.batch.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryPropertiesTests {
    @Test
    void propertiesWhenNoRetentionIsGivenThenForEver() {
        assertThat(new HistoryProperties(1000, null).retention()).isNull();
        assertThat(new HistoryProperties(0, Duration.ofDays(30)).retention()).isEqualTo(Duration.ofDays(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "-PT1H", "PT59S", "P18251D"})
    void propertiesWhenTheRetentionIsNoSpanToKeepThenRefused(Duration retention) {
        assertThatThrownBy(() -> new HistoryProperties(1000, retention))
                .hasMessageContaining("sluice.history.retention");
    }

    @Test
    void propertiesWhenLessThanNothingIsToBeKeptInRedisThenRefused() {
        assertThatThrownBy(() -> new HistoryProperties(-1, null)).hasMessageContaining("sluice.history.keep");
    }
}
