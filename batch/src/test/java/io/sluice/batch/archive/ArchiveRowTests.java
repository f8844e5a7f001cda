package io.sluice.batch.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.setting.SettingName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveRowTests {
    private static final SettingName NAME = new SettingName("a");

    @ParameterizedTest
    @ValueSource(strings = {"1", "{\"a\":[1,{}]}", "\"\"", "null", "true", "[]", "{ \"a\" : 1 }"})
    void entryWhenTheValueIsJsonThenPresent(String value) {
        var row = present(value, 20);
        assertThat(row.fault()).isNull();
        assertThat(row.differences(row.entry())).isEmpty();
        assertThat(Columns.value(row.entry())).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{\"a\":1", "[1", "1 2", "{} x", "nul", "01", "\"a", "{'a':1}", "secret"})
    void faultWhenTheValueIsNoJsonThenItIsToldWithoutTheValue(String value) {
        assertThat(present(value, 20).fault()).isEqualTo("value: no JSON (expected: one JSON value)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\n}", "1\r"})
    void faultWhenTheValueHasSeveralLinesThenItIsTold(String value) {
        assertThat(present(value, 20).fault()).contains("several lines");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1L << 53, Long.MAX_VALUE})
    void faultWhenTheRevisionIsThatOfNoWriteThenItIsTold(long revision) {
        assertThat(present("1", revision).fault()).startsWith("revision: " + revision);
    }

    @Test
    void faultWhenARemovalThenNoneUnlessItHasAValue() {
        var removal = new ArchiveRow(NAME, "tombstone", null, "alice", null, 20);
        assertThat(removal.fault()).isNull();
        assertThat(removal.differences(removal.entry())).isEmpty();
        assertThat(new ArchiveRow(NAME, "tombstone", "1", "alice", null, 20).fault())
                .contains("of a tombstone");
        assertThat(new ArchiveRow(NAME, "", "1", "alice", null, 20).fault()).startsWith("kind: none");
    }

    private static ArchiveRow present(String value, long revision) {
        return new ArchiveRow(NAME, "present", value, "alice", "why", revision);
    }
}
