package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeepingTests {
    @Test
    void dangersWhenNothingIsThrownAwayAndAFileIsKeptThenNone() {
        assertThat(new Keeping("noeviction", true).dangers()).isEmpty();
    }

    /** Those of keys that expire are dangers too: requests do. */
    @ParameterizedTest
    @ValueSource(strings = {"allkeys-lru", "volatile-ttl"})
    void dangersWhenKeysAreThrownAwayThenSaysWhich(String eviction) {
        assertThat(new Keeping(eviction, true).dangers())
                .containsExactly("maxmemory-policy: %s (expected: noeviction)".formatted(eviction));
    }

    @Test
    void dangersWhenNoFileIsKeptEitherThenBoth() {
        assertThat(new Keeping("allkeys-random", false).dangers())
                .containsExactly(
                        "maxmemory-policy: allkeys-random (expected: noeviction)", "appendonly: no (expected: yes)");
    }
}
