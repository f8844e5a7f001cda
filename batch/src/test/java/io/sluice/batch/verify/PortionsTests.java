package io.sluice.batch.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PortionsTests {
    private static final long MEBIBYTE = 1024 * 1024;

    @Test
    void ofWhenManyAreSmallThenAtMost500Each() {
        var all = LongStream.range(0, 1201).boxed().toList();
        var portions = Portions.of(all, one -> 1);
        assertThat(portions).extracting(List::size).containsExactly(500, 500, 201);
        assertThat(portions.stream().flatMap(List::stream).toList()).isEqualTo(all);
    }

    @Test
    void ofWhenSomeAreLargeThenAtMostAMebibyteEachUnlessOneAloneIsLarger() {
        var portions = Portions.of(List.of(1L, MEBIBYTE - 1, 1L, 2 * MEBIBYTE, 3L), size -> size);
        assertThat(portions)
                .containsExactly(List.of(1L, MEBIBYTE - 1), List.of(1L), List.of(2 * MEBIBYTE), List.of(3L));
    }

    @Test
    void ofWhenThereAreNoneThenNone() {
        assertThat(Portions.of(List.<Long>of(), size -> size)).isEmpty();
    }
}
