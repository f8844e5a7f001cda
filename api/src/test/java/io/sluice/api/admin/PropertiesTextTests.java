package io.sluice.api.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.http.ProblemException;
import io.sluice.setting.SettingValue;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PropertiesTextTests {
    private static final String HEAD = "\"format\":1,\"namespace\":\"shop\",\"description\":\"\",\"revision\":7";

    @Test
    void readWhenWrittenThenTheSameToTheLetter() {
        for (int seed = 0; seed < 2000; seed++) {
            var json = new RandomJson(seed).value(0);
            assertThat(PropertiesText.read(properties("a", json)))
                    .as("seed %d", seed)
                    .isEqualTo("{%s,\"settings\":{\"a\":%s}}".formatted(HEAD, json));
        }
        for (var text : RandomJson.strings()) {
            var json = RandomJson.quoted(text);
            assertThat(PropertiesText.read(properties("a", json)))
                    .isEqualTo("{%s,\"settings\":{\"a\":%s}}".formatted(HEAD, json));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=b", "a:b", "#a", "!a", "a.b/c", "é", "日本", "😀", "a=:#!", "'", "{a}", "\u200B"})
    void readWhenTheNameIsOddThenTheSame(String name) {
        assertThat(PropertiesText.read(properties(name, "1")))
                .isEqualTo("{%s,\"settings\":{\"%s\":1}}".formatted(HEAD, name));
    }

    @Test
    void writeWhenReadByThePlatformThenAsciiAndUnambiguousStringsAsTheyAre() throws IOException {
        var text = properties("é", "\"grüße 😀\"");
        assertThat(text).isASCII().isEqualTo("""
                $format=1
                $namespace=shop
                $description=
                $revision=7
                \\u00E9=gr\\u00FC\\u00DFe \\uD83D\\uDE00
                """);
        var read = new Properties();
        read.load(new StringReader(text));
        assertThat(read).containsEntry("é", "grüße 😀");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=8080             | {\"a\":8080}",
                "a = hello world    | {\"a\":\"hello world\"}",
                "a=                 | {\"a\":\"\"}",
                "a                  | {\"a\":\"\"}",
                "a=007              | {\"a\":\"007\"}",
                "a=True             | {\"a\":\"True\"}",
                "a=null             | {\"a\":null}",
                "a=\"null\"         | {\"a\":\"null\"}",
                "a={\"b\": [1, 2]}  | {\"a\":{\"b\": [1, 2]}}",
                "a=10s              | {\"a\":\"10s\"}",
            })
    void readWhenWrittenByHandThenJsonWhereItIsAndStringsElse(String properties, String json) {
        assertThat(PropertiesText.read("# by hand\n" + properties)).isEqualTo("{\"settings\":%s}".formatted(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=1\na=2",
                "a=1\n\\u0061=2",
                "a=\\u00",
                "a={",
                "a={b}",
                "a=[1",
                "a=\"x",
                "a=\"x\" y",
                "a={} {}",
                "a={\"b\":NaN}"
            })
    void readWhenNotClearThenRefused(String properties) {
        assertThatThrownBy(() -> PropertiesText.read(properties))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("expected: ");
    }

    private static String properties(String name, String json) {
        var text = new StringWriter();
        var settings = new TreeMap<>(Map.of(name, new SettingValue(json)));
        PropertiesText.write(new NamespaceDocument(1, "shop", "", 7L, settings, null, null), text);
        return text.toString();
    }
}
