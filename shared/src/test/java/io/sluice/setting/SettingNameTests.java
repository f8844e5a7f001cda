package io.sluice.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingNameTests {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "limits.max",
                "a/b/c",
                "$definition/x",
                "größe",
                "設定",
                "😀",
                "a:b@c+d=e,f!g'h(i)j*k~l#m?n[o]p{q}r|s^t`u",
                "...",
                "a/.../b"
            })
    void newWhenLegalThenKeepsText(String text) {
        assertThat(new SettingName(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a\tb",
                "a\u00a0b",
                "a\u2028b",
                "a\u0000b",
                "a\u007fb",
                "a\u0085b",
                "\ud800",
                "a\udc00",
                ";",
                "\\",
                "%",
                "\"",
                "<",
                ">",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "a/./b",
                "a/..",
                "\u037e"
            })
    void newWhenIllegalThenRefuses(String text) {
        assertThatThrownBy(() -> new SettingName(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("expected: 1 to 200 characters");
    }

    @Test
    void newWhenDecomposedThenComposes() {
        assertThat(new SettingName("gro\u0308\u00dfe")).isEqualTo(new SettingName("gr\u00f6\u00dfe"));
    }

    @Test
    void newWhenLongThenCountsCodePointsAfterNormalization() {
        assertThat(new SettingName("\ud83d\ude00".repeat(200)).text()).hasSize(400);
        assertThat(new SettingName("o\u0308".repeat(200)).text()).hasSize(200);
        assertThatThrownBy(() -> new SettingName("a".repeat(201))).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void messageWhenTextIsHostileThenShowsItHarmless() {
        assertThatThrownBy(() -> new SettingName("a\n\u001b[31m" + "b".repeat(10_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400).doesNotContain("\n", "\u001b"));
    }
}
