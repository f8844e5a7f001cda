package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.setting.SettingValue;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class StrictJsonTests {
    private static final int LIMIT = 100;
    private static final JsonMapper JSON = mapper();

    record Sample(
            @Nullable String text,
            @Nullable Long number,
            @Nullable Boolean flag,
            @Nullable List<String> list,
            @Nullable SettingValue value) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0",
                "1e400",
                "-0",
                "-0.0",
                "1E+2",
                "12345678901234567890",
                "0.10",
                "null",
                "true",
                "false",
                "\"\"",
                "[]",
                "{}",
                "[1,[2,{\"a\":null}]]",
                "{\"b\":1,\"a\":2}",
                "\"é😀\u2028\"",
                "\"\\\"\\\\\\n\\u0000\""
            })
    void readWhenAnyValueThenWrittenAsItWas(String json) {
        assertThat(JSON.readValue(json, SettingValue.class)).isEqualTo(new SettingValue(json));
        assertThat(JSON.writeValueAsString(new SettingValue(json))).isEqualTo(json);
        assertThat(JSON.writeValueAsString(read("{\"value\":" + json + "}").value()))
                .isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[ 1 , 2 ]|[1,2]",
                "{ \"a\" : { } }|{\"a\":{}}",
                "\"\\u00e9\\/\"|\"é/\"",
                "\"\\ud83d\\ude00\"|\"😀\""
            })
    void readWhenSpelledAtLengthThenCompact(String json, String compact) {
        assertThat(JSON.readValue(json, SettingValue.class).json()).isEqualTo(compact);
    }

    @Test
    void readWhenNullThenItIsAValueAndMissingIsNone() {
        assertThat(read("{\"value\":null}").value()).isEqualTo(new SettingValue("null"));
        assertThat(read("{}").value()).isNull();
    }

    @Test
    void readWhenOverTheLimitThenTooLarge() {
        var largest = "\"" + "x".repeat(LIMIT - 2) + "\"";
        assertThat(JSON.readValue(" " + largest, SettingValue.class).json()).hasSize(LIMIT);
        assertThatThrownBy(() -> JSON.readValue(largest.replace("xx", "xé"), SettingValue.class))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.TOO_LARGE));
    }

    @Test
    void readWhenDeeperThanWhateverCarriesItLeavesRoomForThenRefused() {
        var builder = JsonMapper.builder();
        StrictJson.apply(builder, DataSize.ofKilobytes(1));
        var json = builder.build();
        var deepest = "[".repeat(480) + "]".repeat(480);
        assertThat(json.readValue(deepest, SettingValue.class).json()).isEqualTo(deepest);
        assertThatThrownBy(() -> json.readValue("[" + deepest + "]", SettingValue.class))
                .isInstanceOf(ProblemException.class)
                .hasMessage("value: too deep (expected: at most 480 levels)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"\\ud800\"", "\"\\udc00\"", "[\"\\ud800x\"]", "\"\\udc00\\ud800\"", "{\"a\":\"\\ud800\"}"})
    void readWhenHalfAPairThenRefused(String json) {
        assertThatThrownBy(() -> JSON.readValue(json, SettingValue.class)).isInstanceOf(ProblemException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\":5}",
                "{\"text\":5.0}",
                "{\"text\":true}",
                "{\"text\":[]}",
                "{\"text\":{}}",
                "{\"number\":\"5\"}",
                "{\"number\":5.0}",
                "{\"number\":5.5}",
                "{\"number\":true}",
                "{\"number\":\"\"}",
                "{\"number\":99999999999999999999}",
                "{\"number\":[5]}",
                "{\"flag\":\"true\"}",
                "{\"flag\":1}",
                "{\"flag\":0.0}",
                "{\"flag\":\"\"}",
                "{\"list\":\"a\"}",
                "{\"list\":\"\"}",
                "{\"list\":{}}",
                "{\"list\":[5]}",
                "{\"more\":1}",
                "{\"Text\":\"a\"}",
                "{\"text\":\"a\",\"text\":\"a\"}",
                "{\"value\":{\"a\":1,\"a\":1}}",
                "{} {}",
                "{}]",
                "[]",
                "\"\"",
                "5",
                "{\"value\":NaN}",
                "{\"value\":01}",
                "{\"value\":[1,]}"
            })
    void readWhenNotMeantLikeThatThenRefused(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(JacksonException.class);
    }

    @Test
    void readWhenTheTypesFitThenTaken() {
        assertThat(read("{\"text\":\"5\",\"number\":5,\"flag\":true,\"list\":[\"5\"]}"))
                .isEqualTo(new Sample("5", 5L, true, List.of("5"), null));
    }

    @Test
    void writeWhenAMomentThenSixDigits() {
        assertThat(JSON.writeValueAsString(Instant.parse("2026-01-02T03:04:05Z")))
                .isEqualTo("\"2026-01-02T03:04:05.000000Z\"");
        assertThat(JSON.writeValueAsString(Instant.ofEpochSecond(1, 123_456_789)))
                .isEqualTo("\"1970-01-01T00:00:01.123456Z\"");
    }

    private static Sample read(String json) {
        return JSON.readValue(json, Sample.class);
    }

    private static JsonMapper mapper() {
        var builder = JsonMapper.builder();
        StrictJson.apply(builder, DataSize.ofBytes(LIMIT));
        return builder.build();
    }
}
