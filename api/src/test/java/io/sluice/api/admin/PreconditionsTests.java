package io.sluice.api.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.http.ProblemException;
import io.sluice.setting.Entry;
import io.sluice.setting.Expectation;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PreconditionsTests {
    private static final Expectation NEVER = Expectation.at(new Revision(1));

    @Test
    void ofWhenNoHeadersThenTheDefault() {
        assertThat(read(null, null, null)).isEqualTo(Expectation.ANY);
    }

    @Test
    void ofWhenStarThenPresentOrAbsent() {
        assertThat(read("*", null, null)).isEqualTo(Expectation.PRESENT);
        assertThat(read(null, "*", null)).isEqualTo(Expectation.ABSENT);
    }

    @Test
    void ofWhenOneTagThenJustThatRevisionWithoutAsking() {
        assertThat(read("\"7\"", null, null)).isEqualTo(Expectation.at(new Revision(7)));
    }

    @Test
    void ofWhenTheTagCannotBeCurrentThenItNeverHolds() {
        for (var tag : new String[] {
            "W/\"7\"", "\"abc\"", "\"\"", "\"07\"", "\"0\"", "\"9007199254740992\"", "\"9999999999999999999\""
        }) {
            assertThat(read(tag, null, null)).as(tag).isEqualTo(NEVER);
        }
    }

    @Test
    void ofWhenSeveralTagsThenTheOneThatIsThere() {
        assertThat(read("\"6\", \"7\"", null, 7L)).isEqualTo(Expectation.at(new Revision(7)));
        assertThat(read("\"6\", \"7\"", null, 8L)).isEqualTo(NEVER);
        assertThat(read("\"6\", W/\"7\"", null, 7L)).isEqualTo(NEVER);
        assertThat(read("\"6\", \"7\"", null, null)).isEqualTo(NEVER);
    }

    @Test
    void ofWhenContradictingOrNotUnderstoodThenRefused() {
        assertThatThrownBy(() -> read("\"7\"", "*", null)).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> read(null, "\"7\"", null)).isInstanceOf(ProblemException.class);
    }

    private static Expectation read(@Nullable String ifMatch, @Nullable String ifNoneMatch, @Nullable Long current) {
        Optional<Entry> entry = Optional.ofNullable(current)
                .map(revision -> new Entry.Tombstone(new SettingName("a"), new Revision(revision), "rita", null));
        return Preconditions.of(ifMatch, ifNoneMatch, Expectation.ANY, () -> entry);
    }
}
