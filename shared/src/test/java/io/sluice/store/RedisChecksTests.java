package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.check.Check.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisChecksTests {
    @ParameterizedTest
    @CsvSource({"6.2.14, WARNING", "7.0.0, OK", "8.2.1, OK", "'', UNKNOWN", "unstable, UNKNOWN"})
    void versionWhenOlderThanTheScriptsThenAWarning(String told, Outcome outcome) {
        assertThat(RedisChecks.version(told).outcome()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({"1, OK", "0, WARNING", "'', UNKNOWN"})
    void appendonlyWhenOffThenAWarning(String told, Outcome outcome) {
        assertThat(RedisChecks.appendonly(told).outcome()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({"always, OK", "everysec, OK", "no, WARNING"})
    void appendfsyncWhenLeftToTheSystemThenAWarning(String configured, Outcome outcome) {
        assertThat(RedisChecks.appendfsync(configured).outcome()).isEqualTo(outcome);
    }

    /** Those of keys that expire are dangers too: requests do. */
    @ParameterizedTest
    @CsvSource({"noeviction, OK", "allkeys-lru, WARNING", "volatile-ttl, WARNING", "'', UNKNOWN"})
    void evictionWhenAnyKeyIsThrownAwayThenAWarning(String told, Outcome outcome) {
        assertThat(RedisChecks.eviction(told).outcome()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "33554432 8388608 60, OK",
        "8388608 0 0, OK",
        "8388607 0 0, WARNING",
        "33554432 1048575 60, WARNING",
        "0 0 0, WARNING",
        "0 8388608 60, WARNING"
    })
    void outputBufferWhenTooSmallOrWithoutEndThenAWarning(String pubsub, Outcome outcome) {
        var configured = "normal 0 0 0 slave 268435456 67108864 60 pubsub " + pubsub;
        assertThat(RedisChecks.outputBuffer(configured).outcome()).isEqualTo(outcome);
        assertThat(RedisChecks.outputBuffer(configured).found()).isEqualTo("pubsub " + pubsub);
    }

    @Test
    void outputBufferWhenItIsSomethingElseThenUnknown() {
        assertThat(RedisChecks.outputBuffer("pubsub 32mb 8mb 60").outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void configuredWhenItMayNotBeReadThenUnknown() {
        assertThat(RedisChecks.appendfsync(null).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(RedisChecks.outputBuffer(null).outcome()).isEqualTo(Outcome.UNKNOWN);
    }
}
