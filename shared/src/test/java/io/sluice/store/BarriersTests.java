package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.setting.Revision;
import io.sluice.store.Barriers.Progress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BarriersTests {
    private static final Progress BARRIER = progress("e", 10, 5L, 3, 1);

    @Test
    void coversWhenAllThatWasThereIsArchivedThenTrueWhateverCameSince() {
        assertThat(progress("e", 10, null, 3, 3).covers(BARRIER)).isTrue();
        assertThat(progress("e", 20, 11L, 9, 3).covers(BARRIER)).isTrue();
    }

    @Test
    void coversWhenSomethingOfThenIsWaitingThenFalse() {
        assertThat(progress("e", 20, 10L, 3, 3).covers(BARRIER)).isFalse();
        assertThat(progress("e", 20, null, 9, 2).covers(BARRIER)).isFalse();
    }

    @Test
    void coversWhenTheFeedWasBrokenOffOrRedisHasLostWritesThenFalse() {
        assertThat(progress("f", 20, null, 3, 3).covers(BARRIER)).isFalse();
        assertThat(progress(null, 0, null, 3, 3).covers(BARRIER)).isFalse();
        assertThat(progress("e", 9, null, 3, 3).covers(BARRIER)).isFalse();
    }

    @Test
    void coversWhenItWasNotKnownHowFarTheNamespaceWasThenOnlyWhileNothingIsWaiting() {
        var unknown = progress(null, 0, 5L, 0, 0);
        assertThat(progress("e", 10, 5L, 0, 0).covers(unknown)).isFalse();
        assertThat(progress("e", 10, null, 0, 0).covers(unknown)).isTrue();
    }

    private static Progress progress(
            @Nullable String epoch, long head, @Nullable Long oldestDirty, long recorded, long archived) {
        return new Progress(
                epoch,
                head == 0 ? null : new Revision(head),
                oldestDirty == null ? null : new Revision(oldestDirty),
                recorded,
                archived);
    }
}
