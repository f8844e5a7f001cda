package io.sluice.api.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.http.ProblemException;
import io.sluice.setting.Expectation;
import io.sluice.setting.Revision;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PreconditionsTests {
    private static final Expectation NEVER = Expectation.oneOf(Set.of());

    @Test
    void ofWhenNoHeadersThenTheDefault() {
        assertThat(read(null, null)).isEqualTo(Expectation.ANY);
    }

    @Test
    void ofWhenStarThenPresentOrAbsent() {
        assertThat(read("*", null)).isEqualTo(Expectation.PRESENT);
        assertThat(read(null, "*")).isEqualTo(Expectation.ABSENT);
    }

    @Test
    void ofWhenOneTagThenJustThatRevisionWithoutAsking() {
        assertThat(read("\"7\"", null)).isEqualTo(Expectation.at(new Revision(7)));
    }

    @Test
    void ofWhenTheTagCannotBeCurrentThenItNeverHolds() {
        for (var tag : new String[] {
            "W/\"7\"", "\"abc\"", "\"\"", "\"07\"", "\"0\"", "\"9007199254740992\"", "\"9999999999999999999\""
        }) {
            assertThat(read(tag, null)).as(tag).isEqualTo(NEVER);
        }
    }

    @Test
    void ofWhenSeveralTagsThenOneOfTheStrongOnes() {
        assertThat(read("\"6\", \"7\"", null)).isEqualTo(Expectation.oneOf(Set.of(new Revision(6), new Revision(7))));
        assertThat(read("\"6\", W/\"7\", \"x\"", null)).isEqualTo(Expectation.at(new Revision(6)));
        assertThat(read("W/\"6\", \"x\"", null)).isEqualTo(NEVER);
    }

    @Test
    void ofWhenContradictingOrNotUnderstoodThenRefused() {
        assertThatThrownBy(() -> read("\"7\"", "*")).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> read(null, "\"7\"")).isInstanceOf(ProblemException.class);
    }

    private static Expectation read(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        return Preconditions.of(ifMatch, ifNoneMatch, Expectation.ANY);
    }
}
