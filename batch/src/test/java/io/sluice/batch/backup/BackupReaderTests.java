package io.sluice.batch.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackupReaderTests {
    private static final Namespace SHOP = new Namespace("shop");
    private static final Namespace LIMITS = new Namespace("limits");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "1",
                "-0.10e-400",
                "123456789012345678901234567890.00000000000000000001",
                "\"\"",
                "\"a \\\"b\\\" \\\\ \\u0000 \u2028 \u00e9 \ud83d\ude00\"",
                "[]",
                "{\"a\":{\"b\":[1,{\"c\":null}]},\"rows\":1}"
            })
    void nextWhenAValueWasWrittenThenTheSameText(String json) {
        var entry = present("limits/\u00e9.max", json);

        assertThat(read(backup(List.of(entry)))).containsExactly(new BackupRow(SHOP, entry, length(entry)));
    }

    @Test
    void nextWhenAValueIsAsDeepAsMayBeThenTheSameText() {
        var entry = present("deep", "[".repeat(480) + "]".repeat(480));

        assertThat(read(backup(List.of(entry)))).hasSize(1).first().returns(entry, BackupRow::entry);
    }

    @Test
    void nextWhenEntriesOfAllKindsWereWrittenThenAllOfThemInTheirOrder() {
        var entries = List.of(
                present("a", "1"),
                new Entry.Tombstone(new SettingName("b"), new Revision(17), "al \"ice\"", "no\nlonger"),
                new Entry.Tombstone(new SettingName("c"), new Revision(1_763_848_392_123_456L), "", null));

        assertThat(read(backup(entries))).extracting(BackupRow::entry).containsExactlyElementsOf(entries);
    }

    @Test
    void nextWhenThereIsNothingThenTheEnd() {
        assertThat(read(backup(List.of()))).isEmpty();
    }

    @Test
    void nextWhenCutOffAnywhereThenRefused() {
        var whole = bytes(backup(List.of(present("a", "{\"max\":10}"), present("b", "\"\u00e9\""))));
        for (int length = 0; length < whole.length; length++) {
            var cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut)).as("%d bytes", length).isInstanceOf(BadBackupException.class);
        }
    }

    @Test
    void nextWhenAnyByteIsAnotherThenRefused() {
        var whole = bytes(backup(List.of(present("a", "{\"max\":10}"), present("b", "\"\u00e9\""))));
        // The last line counts only by what it says of the others.
        int last = new String(whole, StandardCharsets.ISO_8859_1).indexOf(Format.LAST);
        for (int at = 0; at < last; at++) {
            var changed = whole.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> read(changed)).as("byte %d", at).isInstanceOf(BadBackupException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`\"format\":1`    | `\"format\":2`     | line 1: format: none that is known here (expected: format 1)",
                "`\"format\":1`    | `\"format\":\"1\"` | line 1: format",
                "`[\"limits\"`     | `[\"No!\"`         | line 1: namespaces: one that is none",
                "`[\"limits\"`     | `[\"other\"`       | line 4: sha256",
                "`,\"shop\"]`      | `]`                | line 2: namespace: shop (expected: one of those in the first line)",
                "`\"present\"`     | `\"absent\"`       | line 2: kind: none",
                "`\"present\"`     | `\"tombstone\"`    | line 2: value: one, of a tombstone",
                "`\"revision\":7`  | `\"revision\":0`   | line 2: revision",
                "`\"revision\":7`  | `\"revision\":7.0` | line 2: other JSON",
                "`\"revision\":7`  | `\"revision\":8`   | line 2: changedAt: another time",
                "`\"name\":\"a\"`  | `\"name\":\"a b\"` | line 2: setting name: not allowed",
                "`\"name\":\"a\"`  | `\"name\":\"e\u0301\"` | line 2: name: not in Unicode normal form C",
                "`\"name\":\"a\"`  | `\"name\":\"a\",\"name\":\"a\"` | line 2: a field that is not known, or was there before",
                "`\"author\"`      | `\"owner\"`        | line 2: a field that is not known",
                "`,\"value\":1`    | ``                 | line 2: value: null",
                "`{\"rows\":2`     | `{\"rows\":3`      | line 4: rows",
                "`{\"rows\":2`     | `{\"more\":2`      | line 4: a field that is not known",
            })
    void nextWhenWrongThenRefusedWithTheLine(String right, String wrong, String message) {
        var text = backup(List.of(present("a", "1"), present("b", "2")));
        assertThat(text).contains(right);

        assertThatThrownBy(() -> read(text.replace(right, wrong)))
                .isInstanceOf(BadBackupException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void nextWhenTwoBackupsFollowEachOtherThenRefused() {
        var text = backup(List.of(present("a", "1")));

        assertThatThrownBy(() -> read(text + text))
                .isInstanceOf(BadBackupException.class)
                .hasMessageContaining("nothing behind the last line");
    }

    @Test
    void nextWhenNotUtf8ThenRefused() {
        var changed = bytes(backup(List.of(present("a", "\"x\""))));
        changed[new String(changed, StandardCharsets.ISO_8859_1).indexOf("\"x\"") + 1] = (byte) 0xFF;

        assertThatThrownBy(() -> read(changed)).hasMessageContaining("line 2: other bytes (expected: UTF-8)");
    }

    @Test
    void linesWhenOneIsTooLongThenRefused() {
        var lines = new Lines(new ByteArrayInputStream(bytes("12345\n123456\n")), 5);

        assertThat(lines.next()).hasSize(5);
        assertThatThrownBy(lines::next).hasMessage("line 2: too long (expected: at most 5 bytes)");
    }

    private static Entry present(String name, String json) {
        return new Entry.Present(new SettingName(name), new SettingValue(json), new Revision(7), "alice", "a test");
    }

    private static int length(Entry entry) {
        return backup(List.of(entry)).lines().toList().get(1).length();
    }

    private static String backup(List<Entry> entries) {
        var target = new ByteArrayOutputStream();
        var writer = new BackupWriter(target);
        writer.begin("1.0", Instant.EPOCH, List.of(LIMITS, SHOP));
        entries.forEach(entry -> writer.row(SHOP, entry));
        writer.end();
        return target.toString(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<BackupRow> read(String text) {
        return read(bytes(text));
    }

    private static List<BackupRow> read(byte[] bytes) {
        var reader = new BackupReader(new ByteArrayInputStream(bytes));
        var rows = new ArrayList<BackupRow>();
        for (var row = reader.next(); row != null; row = reader.next()) {
            rows.add(row);
        }
        return rows;
    }
}
