package io.sluice.batch.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RowKeyTests {
    @Test
    void nameWhenTheKeyIsThatOfANameThenIt() {
        assertThat(RowKey.of("größe/\uD83D\uDC27").name()).hasToString("größe/\uD83D\uDC27");
    }

    @Test
    void nameWhenTheKeyIsNoneThenNull() {
        assertThat(RowKey.of("a b").name()).isNull();
        assertThat(RowKey.of("").name()).isNull();
        assertThat(new RowKey(new byte[] {'a', (byte) 0xFF}).name()).isNull();
        assertThat(RowKey.of("u\u0308").name()).as("not in normal form").isNull();
    }

    @Test
    void nextWhenComparedThenDirectlyBehind() {
        var key = RowKey.of("a");
        assertThat(compare(key, key.next())).isNegative();
        assertThat(compare(key.next(), RowKey.of("a\u0000b"))).isNegative();
        assertThat(compare(key.next(), RowKey.of("a!"))).isNegative();
        assertThat(compare(RowKey.of("\uD83D\uDC27".repeat(200)), RowKey.BEYOND))
                .isNegative();
        assertThat(compare(RowKey.LOWEST, RowKey.of("\u0000"))).isNegative();
    }

    private static int compare(RowKey one, RowKey other) {
        return Arrays.compareUnsigned(one.bytes(), other.bytes());
    }
}
