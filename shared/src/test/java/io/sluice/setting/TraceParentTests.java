package io.sluice.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTests {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    @Test
    void findWhenWellFormedThenHasItsParts() {
        var found = TraceParent.find("00-" + TRACE + "-" + SPAN + "-01").orElseThrow();
        assertThat(found.traceId()).isEqualTo(TRACE);
        assertThat(found.spanId()).isEqualTo(SPAN);
        assertThat(found.isSampled()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "02", "fe"})
    void isSampledWhenThatFlagIsNotSetThenFalse(String flags) {
        assertThat(new TraceParent("00-" + TRACE + "-" + SPAN + "-" + flags).isSampled())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g"
            })
    void findWhenMalformedThenIsNone(String text) {
        assertThat(TraceParent.find(text)).isEmpty();
        assertThatThrownBy(() -> new TraceParent(text)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void sampledWhenTheTraceIdIsOfEightBytesThenIsFilledUp() {
        assertThat(TraceParent.sampled("a3ce929d0e0e4736", SPAN).orElseThrow().text())
                .isEqualTo("00-0000000000000000a3ce929d0e0e4736-" + SPAN + "-01");
        assertThat(TraceParent.sampled("", "")).isEmpty();
    }
}
