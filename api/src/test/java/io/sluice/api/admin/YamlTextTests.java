package io.sluice.api.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.http.ProblemException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class YamlTextTests {
    @Test
    void readWhenWrittenThenTheSameToTheLetter() {
        for (int seed = 0; seed < 2000; seed++) {
            var json = new RandomJson(seed).value(0);
            assertThat(YamlText.read(yaml(json))).as("seed %d: %s", seed, json).isEqualTo(json);
        }
    }

    @Test
    void readWhenEveryStringIsAKeyAndAValueThenTheSameToTheLetter() {
        for (var text : RandomJson.strings()) {
            var quoted = RandomJson.quoted(text);
            var json = "{%s:%s,\"x\":[%s]}".formatted(quoted, quoted, quoted);
            assertThat(YamlText.read(yaml(json))).isEqualTo(json);
        }
    }

    /** Another reader must not see another type. */
    @Test
    void writeWhenReadByAPlainYamlReaderThenStringsAreStrings() {
        for (var text : RandomJson.strings()) {
            var read = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml(RandomJson.quoted(text)));
            assertThat(read).isEqualTo(text);
        }
    }

    @Test
    void writeWhenASettingThenReadable() {
        assertThat(
                        yaml(
                                "{\"format\":1,\"settings\":{\"limits.max\":{\"a\":[1,\"x\"],\"b\":{}},\"é\":null,\"on\":true}}"))
                .isEqualTo("""
                        format: 1
                        settings:
                          limits.max:
                            a:
                            - 1
                            - "x"
                            b: {}
                          "é": null
                          "on": true
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a: b c              | {\"a\":\"b c\"}",
                "a: 'it''s'          | {\"a\":\"it's\"}",
                "a:                  | {\"a\":null}",
                "a: ~                | {\"a\":null}",
                "a: True             | {\"a\":true}",
                "a: 1.2.3            | {\"a\":\"1.2.3\"}",
                "{a: [1, -2.5e3]}    | {\"a\":[1,-2.5e3]}",
                "1: x                | {\"1\":\"x\"}",
                "'<<': x             | {\"<<\":\"x\"}",
            })
    void readWhenWrittenByHandThenAsYamlSays(String yaml, String json) {
        assertThat(YamlText.read(yaml)).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing",
                "a: &x 1",
                "a: *x",
                "a: &x [1]\nb: *x",
                "a: !!int 1",
                "a: !!java.net.URL [x]",
                "!!map {a: 1}",
                "a: !x {b: 1}",
                "<<: {a: 1}",
                "a: 1\na: 2",
                "a: {b: 1, b: 2}",
                "a: 1\n'a': 2",
                "? [a]\n: 1",
                "? {a: 1}\n: 1",
                ": 1",
                "--- 1\n--- 2",
                "a: yes",
                "a: OFF",
                "a: y",
                "a: 0x1F",
                "a: 0o17",
                "a: 017",
                "a: 1_000",
                "a: +1",
                "a: .5",
                "a: .inf",
                "a: .NaN",
                "a: 12:30",
                "a: 2001-12-14",
                "a: [1",
                "a: b: c",
                "\tа: 1",
                "a: \"\\x\"",
                "a: \"\\UFFFFFFFF\"",
                "a: \"\\U00110000\"",
                "a: \u0001",
                "%YAML 3.0\n--- a",
            })
    void readWhenNotJsonOrNotClearThenRefused(String yaml) {
        assertThatThrownBy(() -> YamlText.read(yaml))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("expected: ");
    }

    @Test
    void readWhenDeeperThanAllowedThenRefusedAtOnce() {
        assertThatThrownBy(() -> YamlText.read("[".repeat(1_000_000)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("500 levels");
        assertThat(YamlText.read("[".repeat(500) + "]".repeat(500))).hasSize(1000);
    }

    private static String yaml(String json) {
        var yaml = new StringWriter();
        YamlText.write(json, yaml);
        return yaml.toString();
    }
}
