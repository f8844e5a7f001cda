package io.sluice.store;

import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.setting.Change;
import io.sluice.setting.Entry;
import io.sluice.setting.Origin;
import io.sluice.setting.RequestId;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.TraceParent;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTests {
    private static final Revision REVISION = new Revision(1_763_848_392_123_456L);
    private static final Origin ORIGIN =
            new Origin("al\"ice\\ \u0001 größe 😀", "why,\nthough: \"}\u2028", RequestId.random());
    private static final TraceParent TRACE = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "0",
                "-1.0",
                "1e400",
                "12345678901234567890.10",
                "\"\"",
                "\"a\\u0000\\\"}b\"",
                "\"größe 😀\"",
                "[]",
                "{}",
                "[1,[2,{\"a\":[]}]]",
                "{\"value\":{\"revision\":1},\"kind\":\"tombstone\"}",
                "{\"a\":\"\\\\\"}"
            })
    void entryWhenEncodedAndDecodedThenIsTheSame(String json) {
        var change = put("a/größe", json);
        assertThat(Codec.entry(change.name(), envelope(change))).isEqualTo(change.entry(ORIGIN, REVISION));
    }

    @Test
    void entryWhenTombstoneThenIsTheSame() {
        var change = remove("a");
        assertThat(Codec.entry(change.name(), envelope(change))).isEqualTo(change.entry(ORIGIN, REVISION));
    }

    @Test
    void messageWhenItHasChangesThenReadsThem() {
        var payload = "{\"epoch\":\"12-0123abcd\",\"first\":7,\"last\":8,\"revision\":" + REVISION + ",\"changes\":["
                + "{\"name\":\"a\"," + Codec.tail(put("a", "[1, 2.50]"), ORIGIN) + ","
                + "{\"name\":\"b\"," + Codec.tail(remove("b"), ORIGIN) + "]}";
        var message = Codec.message(payload);
        assertThat(message.isWhole()).isTrue();
        assertThat(message.firstOffset()).isEqualTo(7);
        assertThat(message.head().position().offset()).isEqualTo(8);
        assertThat(message.entries())
                .isEqualTo(List.of(
                        put("a", "[1, 2.50]").entry(ORIGIN, REVISION),
                        remove("b").entry(ORIGIN, REVISION)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0\"",
                "\"00-00000000000000000000000000000000-00f067aa0ba902b7-01\"",
                "\"\"",
                "null",
                "7",
                "{\"changes\":[1]}",
                "[[]]"
            })
    void messageWhenItsTraceIsNoneThenHasNone(String trace) {
        var change = put("a", "1");
        var message = Codec.message(traced(trace, change));
        assertThat(message.trace()).isNull();
        assertThat(message.entries()).isEqualTo(List.of(change.entry(ORIGIN, REVISION)));
        var envelope = "{\"revision\":" + REVISION + ",\"trace\":" + trace + "," + Codec.tail(change, ORIGIN);
        assertThat(Codec.entry(change.name(), envelope)).isEqualTo(change.entry(ORIGIN, REVISION));
    }

    @Test
    void messageWhenItHasATraceThenReadsIt() {
        var change = put("a", "1");
        var message = Codec.message(traced('"' + TRACE.text() + '"', change));
        assertThat(message.trace()).isEqualTo(TRACE);
        assertThat(message.entries()).isEqualTo(List.of(change.entry(ORIGIN, REVISION)));
    }

    @Test
    void tracedEntriesWhenSomeHaveATraceThenReadsThatToo() {
        var plain = put("a", "{\"trace\":\"" + TRACE + "\"}");
        var traced = put("b", "1");
        var lines = "a\n" + envelope(plain) + "\nb\n"
                + envelope(traced).replaceFirst("}$", ",\"trace\":\"" + TRACE + "\"}");
        var read = new LinkedHashMap<Entry, @Nullable TraceParent>();
        assertThat(Codec.tracedEntries(List.of(lines), read::put, foreign -> {}))
                .isTrue();
        assertThat(read)
                .hasSize(2)
                .containsEntry(plain.entry(ORIGIN, REVISION), null)
                .containsEntry(traced.entry(ORIGIN, REVISION), TRACE);
    }

    @Test
    void messageWhenItHasNamesOnlyThenIsNotWhole() {
        var message = Codec.message(
                "{\"epoch\":\"12-0123abcd\",\"first\":7,\"last\":7,\"revision\":9,\"names\":[\"a\"],\"later\":{\"x\":[]}}");
        assertThat(message.isWhole()).isFalse();
    }

    @Test
    void messageWhenItsValueIsAsDeepAsAnyThatIsTakenThenReadsIt() {
        var change = put("a", "[".repeat(480) + "]".repeat(480));
        assertThat(Wired.entries(List.of(change), ORIGIN, REVISION)).isEqualTo(List.of(change.entry(ORIGIN, REVISION)));
        assertThat(Wired.entry(change, ORIGIN, REVISION)).isEqualTo(change.entry(ORIGIN, REVISION));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{}",
                "{\"revision\":0,\"kind\":\"present\",\"author\":\"a\",\"value\":1}",
                "{\"revision\":1,\"kind\":\"present\",\"author\":\"a\"}",
                "{\"revision\":1,\"kind\":\"present\",\"value\":1}",
                "{\"revision\":1,\"kind\":\"other\",\"author\":\"a\",\"value\":1}",
                "{\"revision\":\"1\",\"kind\":\"present\",\"author\":\"a\",\"value\":1}",
                "{\"revision\":1.5,\"kind\":\"present\",\"author\":\"a\",\"value\":1}",
                "{\"revision\":1,\"kind\":\"present\",\"author\":1,\"value\":1}",
                "{\"revision\":1,\"kind\":\"tombstone\",\"author\":{\"b\":1}}",
                "{\"revision\":1,\"kind\":\"present\",\"author\":\"a\",\"reason\":null,\"value\":1}",
                "{\"revision\":1,\"kind\":\"present\",\"author\":\"a\",\"value\":1}}",
                "{\"revision\":1,\"kind\":\"present\",\"author\":\"a\",\"value\":"
            })
    void entryWhenForeignThenSaysSo(String envelope) {
        assertThatThrownBy(() -> Codec.entry(new SettingName("a"), envelope)).isInstanceOf(UnreadableException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "1",
                "{\"epoch\":\"x\",\"first\":1,\"last\":1,\"revision\":1}",
                "{\"epoch\":\"1-00000000\",\"first\":1,\"last\":1,\"revision\":1,\"changes\":[1]}",
                "{\"epoch\":\"1-00000000\",\"first\":1,\"last\":1.5,\"revision\":1,\"names\":[\"a\"]}",
                "{\"epoch\":\"1-00000000\",\"first\":1,\"last\":1,\"revision\":1,\"names\":[\"a\"]} 1",
                "{\"epoch\":\"1-00000000\",\"first\":1,\"last\":1,\"revision\":1,\"changes\":{}}"
            })
    void messageWhenForeignThenSaysSo(String payload) {
        assertThatThrownBy(() -> Codec.message(payload)).isInstanceOf(UnreadableException.class);
    }

    private static String traced(String trace, Change change) {
        return "{\"epoch\":\"12-0123abcd\",\"first\":7,\"last\":7,\"revision\":" + REVISION + ",\"trace\":" + trace
                + ",\"changes\":[{\"name\":\"" + change.name() + "\"," + Codec.tail(change, ORIGIN) + "]}";
    }

    private static String envelope(Change change) {
        return "{\"revision\":" + REVISION + "," + Codec.tail(change, ORIGIN);
    }
}
