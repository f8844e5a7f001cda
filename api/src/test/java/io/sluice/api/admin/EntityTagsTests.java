package io.sluice.api.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.http.ProblemException;
import io.sluice.setting.Entry;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagsTests {
    private static final Entry AT_SEVEN = new Entry.Tombstone(new SettingName("a"), new Revision(7), "rita", null);

    @Test
    void parseWhenAStarThenAny() {
        assertThat(EntityTags.parse("If-Match", " * ")).isInstanceOf(EntityTags.Any.class);
    }

    @Test
    void parseWhenListedThenEveryTag() {
        assertThat(EntityTags.parse("If-Match", "\"7\" ,W/\"8\",, \"\" , \"a,b\""))
                .isEqualTo(new EntityTags.Listed(List.of(
                        new EntityTags.Tag("7", true),
                        new EntityTags.Tag("8", false),
                        new EntityTags.Tag("", true),
                        new EntityTags.Tag("a,b", true))));
    }

    @Test
    void matchWhenTheTagIsListedThenItHoldsWeakOrNot() {
        assertThat(listed("W/\"7\"").match(AT_SEVEN)).isTrue();
        assertThat(listed("\"07\", \"8\"").match(AT_SEVEN)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                "7",
                "\"7",
                "7\"",
                "W/7",
                "w/\"7\"",
                "\"7\"\"8\"",
                "\"7\" \"8\"",
                "*,*",
                "*, \"7\"",
                "\"a b\""
            })
    void parseWhenMalformedThenRefused(String header) {
        assertThatThrownBy(() -> EntityTags.parse("If-Match", header)).isInstanceOf(ProblemException.class);
    }

    private static EntityTags.Listed listed(String header) {
        return (EntityTags.Listed) EntityTags.parse("If-Match", header);
    }
}
