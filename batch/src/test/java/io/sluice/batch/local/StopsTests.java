package io.sluice.batch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StopsTests {
    private final Pace pace = new Pace();
    private final List<String> stopped = new ArrayList<>();
    private final Terminal terminal = new Terminal(
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8), Terminal.Kind.LINES);
    private final Stops stops = new Stops(terminal, pace);

    @Test
    void closeWhenSeveralRunThenTheLastIsStoppedFirstAndEachOnce() {
        stops.add("redis", () -> stopped.add("redis"));
        stops.add("batch", () -> stopped.add("batch"));

        stops.close();
        stops.close();

        assertThat(stopped).containsExactly("batch", "redis");
    }

    @Test
    void closeWhenOneDoesNotStopThenTheOthersDo() {
        stops.add("redis", () -> stopped.add("redis"));
        stops.add("batch", () -> {
            throw new IllegalStateException("stuck");
        });

        stops.close();

        assertThat(stopped).containsExactly("redis");
    }

    @Test
    void addWhenTheRunIsOverThenItIsStoppedAtOnce() {
        stops.close();

        stops.add("late", () -> stopped.add("late"));

        assertThat(stopped).containsExactly("late");
    }

    @Test
    void pauseWhenTheRunIsOverThenNobodyWaits() {
        stops.close();

        assertThat(pace.isOver()).isTrue();
        assertThatThrownBy(() -> pace.pause(Duration.ofDays(1))).isInstanceOf(LocalRunException.class);
    }

    @Test
    void untilWhenNothingIsMissingThenItReturns() {
        var answers = new ArrayList<>(List.of("this", "that"));

        pace.until(Duration.ofDays(1), Duration.ofMillis(1), () -> answers.isEmpty() ? null : answers.remove(0));

        assertThat(answers).isEmpty();
    }

    @Test
    void untilWhenTimeIsOverThenTheLastAnswerIsTold() {
        assertThatThrownBy(() -> pace.until(Duration.ZERO, Duration.ofMillis(1), () -> "replica: behind"))
                .isInstanceOf(LocalRunException.class)
                .hasMessage("replica: behind (expected: otherwise within 0 s)");
    }
}
