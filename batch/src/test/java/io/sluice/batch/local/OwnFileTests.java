package io.sluice.batch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.setting.Namespace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OwnFileTests {
    @TempDir
    Path folder;

    @Test
    void readWhenJsonHasObjectsThenTheyBecomeDottedNames() throws IOException {
        var input = read(
                "a.json",
                "{\"x\":{\"y\":1.50,\"z\":[{\"in\":true}]},\"none\":null,\"empty\":{},\"größe\":\"übergroß 日本\"}");

        assertThat(input.values()).containsOnlyKeys("x.y", "x.z", "none", "empty", "größe");
        assertThat(input.values().get("x.y")).hasToString("1.50");
        assertThat(input.values().get("x.z")).isEqualTo(Json.read("[{\"in\":true}]"));
        assertThat(input.values().get("none")).isEqualTo(Json.of(null));
        assertThat(input.values().get("empty")).isEqualTo(Json.read("{}"));
        assertThat(input.values().get("größe")).isEqualTo(Json.of("übergroß 日本"));
    }

    @Test
    void readWhenYamlSaysTheSameThenTheSettingsAreTheSame() throws IOException {
        var yaml = """
                limits: &limits
                  max: 10
                  ratio: 0.5
                other:
                  <<: *limits
                  on: no
                  since: 2026-01-02
                  names: [ä, 日本, 🙂]
                8080: true
                nothing:
                """;
        var json = """
                {"limits": {"max": 10, "ratio": 0.5},
                 "other": {"max": 10, "ratio": 0.5, "on": "no", "since": "2026-01-02", "names": ["ä", "日本", "🙂"]},
                 "8080": true, "nothing": null}
                """;

        assertThat(read("a.yaml", yaml).values()).isEqualTo(read("a.json", json).values());
        assertThat(read("a.yml", yaml).values()).isEqualTo(read("a.json", json).values());
    }

    @Test
    void readWhenPropertiesThenValuesAreStrings() throws IOException {
        var input = read("a.properties", "\uFEFFa.b = 1\n# comment\nname=Grüße \\u00fc\n");

        assertThat(input.values()).containsOnlyKeys("a.b", "name");
        assertThat(input.values().get("a.b")).isEqualTo(Json.of("1"));
        assertThat(input.values().get("name")).isEqualTo(Json.of("Grüße ü"));
    }

    @ParameterizedTest
    @CsvSource({"shop.json, shop", "My Settings (2).json, my-settings-2", "Übersicht.v2.json, bersicht.v2"})
    void readWhenNoNamespaceIsGivenThenItIsMadeOfTheFilesName(String file, String namespace) throws IOException {
        assertThat(read(file, "{\"a\":1}").namespace()).isEqualTo(new Namespace(namespace));
    }

    @Test
    void readWhenANamespaceIsGivenThenItIsThat() throws IOException {
        var file = Files.writeString(folder.resolve("日本.json"), "{\"a\":1}");

        assertThat(OwnFile.read(file, new Namespace("given")).namespace()).isEqualTo(new Namespace("given"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a.json  | {\"a\":           | line 1",
                "a.json  | {\"a\":1,\"a\":2} | Duplicate",
                "a.json  | {\"a\":1} 2       | line 1",
                "a.json  | [1]               | no object",
                "a.json  | {}                | no setting",
                "a.json  | {\"a b\":1}       | white space",
                "a.json  | {\"$own\":1}      | $",
                "a.json  | {\"a\":{\"b\":1},\"a.b\":2} | stands there twice",
                "a.yaml  | `a: [`            | line",
                "a.yaml  | `a: .inf`         | JSON",
                "a.yaml  | `a: 1\na: 2`      | duplicate key",
                "a.yaml  | `a: &a [*a]`      | too deep",
                "a.yaml  | `a: !!java.util.Date x` | line 1",
                "a.yaml  | `[1]: x`          | key",
                "a.yaml  | `--- {a: 1}\n--- {b: 2}` | line 2",
                "a.properties | a=\\u00      | uxxxx",
                "日本.json | {\"a\":1}       | sluice.namespace",
                "a.toml  | a=1               | unknown format",
            })
    void readWhenTheFileIsNoGoodThenOneLineSaysWhy(String name, String text, String why) {
        assertThatThrownBy(() -> read(name, text))
                .isInstanceOf(LocalRunException.class)
                .hasMessageStartingWith("sluice.load: " + folder.resolve(name))
                .hasMessageContaining(why)
                .extracting(Throwable::getMessage)
                .matches(message -> message.lines().count() == 1);
    }

    @Test
    void readWhenAliasesUnfoldWithoutEndThenItIsRefused() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 8; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i))
                    .append("*a%d, ".formatted(i - 1).repeat(6))
                    .append("x]\n");
        }
        var deep = bomb.append("a8: [*a7, *a7, *a7, *a7, *a7, *a7, *a7, *a7]\n").toString();

        assertThatThrownBy(() -> read("a.yaml", deep)).isInstanceOf(LocalRunException.class);
    }

    @Test
    void readWhenThereIsNoFileThenOneLineSaysSo() {
        assertThatThrownBy(() -> OwnFile.read(folder.resolve("none.json"), null))
                .isInstanceOf(LocalRunException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void readWhenTheFileIsNotUtf8ThenOneLineSaysSo() throws IOException {
        var file = Files.write(folder.resolve("a.json"), "{\"a\":\"ü\"}".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> OwnFile.read(file, null)).hasMessageContaining("UTF-8");
    }

    private Input read(String name, String text) throws IOException {
        return OwnFile.read(Files.writeString(folder.resolve(name), text), null);
    }
}
