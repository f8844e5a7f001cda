package io.sluice.api.input;

import static io.sluice.api.input.Wire.utf8;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/** What looks odd and is legal: writes of settings, each with what must be found of it afterwards. */
final class Oddities {
    private static final String SETTING = "/v1/namespaces/{namespace}/settings/{name}";

    private final Operation operation;
    private final Wire good;
    private final String namespace;
    private final List<Written> written = new ArrayList<>();

    Oddities(Operation operation, Wire good, String namespace) {
        this.operation = operation;
        this.good = good;
        this.namespace = namespace;
    }

    /**
     * A write.
     *
     * @param name of the setting, as it is kept
     * @param value as it is kept
     * @param reason as it is kept
     */
    record Written(
            Attempt attempt,
            String name,
            String value,
            @Nullable String reason) {}

    static boolean isPut(Operation operation) {
        return operation.name().equals("PUT " + SETTING);
    }

    List<Written> all(int valueLimit, int bodyLimit) {
        for (int c = 0; c <= 0x7F; c++) {
            value("control in a value", quoted("a" + (char) c + "b"), "\"a\\u%04xb\"".formatted(c));
            value("control in a key", "{" + quoted("a" + (char) c + "b") + ":1}", "{\"a\\u%04Xb\":1}".formatted(c));
            reason("control in a reason", "a" + (char) c + "b", "\"a\\u%04xb\"".formatted(c));
        }
        for (var number : List.of(
                "0",
                "-0",
                "0.0",
                "-0.0",
                "1e0",
                "1E+5",
                "1.10",
                "1e400",
                "-1E-400",
                "123456789012345678901234567890",
                "0.1000000000000000055511151231257827",
                "9007199254740993",
                "18446744073709551616",
                "1e999999999",
                "9".repeat(900))) {
            value("number", number, number);
        }
        for (var text : List.of(
                "\uD83D\uDE00",
                "\u0000",
                "\uFFFF\uFFFE",
                "\uFEFF",
                "\u202E",
                "x\u2028\u2029",
                "e\u0301",
                "</script>",
                "\u007F")) {
            value("text", quoted(text), quoted(text));
            reason("reason", text, quoted(text));
        }
        value("white space", "{\"a\":[1,2]}", " \t\r\n{ \"a\" :\n[ 1 ,\t2 ] } ");
        value("null", "null", "null");
        value("empty key", "{\"\":[[],{}]}", "{\"\":[[],{}]}");
        value("deep", "[".repeat(400) + "]".repeat(400), "[".repeat(400) + "]".repeat(400));
        value("largest", "\"" + "x".repeat(valueLimit - 2) + "\"", "\"" + "x".repeat(valueLimit - 2) + "\"");
        value("number in a string", "\"NaN\"", "\"NaN\"");
        names();
        var text = "{\"value\":1}";
        take("largest body", "body-1", text + " ".repeat(bodyLimit - text.length()), "1", null);
        take("mark of the order of octets", "body-2", "\u00EF\u00BB\u00BF" + text, "1", null);
        take("escaped field", "body-3", "{\"\\u0076alue\":1}", "1", null);
        take("null reason", "body-4", "{\"value\":1,\"reason\":null}", "1", null);
        take("blank reason", "body-5", "{\"value\":1,\"reason\":\" \\t\\n\"}", "1", null);
        take(
                "longest reason",
                "body-6",
                "{\"value\":1,\"reason\":\"" + "r".repeat(1000) + "\"}",
                "1",
                "r".repeat(1000));
        var chunked = good.target(path("body-7")).body(text);
        add("chunks of one octet", chunked.chunked(1), "body-7", "1", null);
        var key =
                good.target(path("body-8")).body(text).header("Idempotency-Key", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");
        add("odd key", key.octets(), "body-8", "1", null);
        var condition = good.target(path("body-9")).body(text).header("If-None-Match", " * ");
        add("odd condition", condition.octets(), "body-9", "1", null);
        var id = good.target(path("body-10")).body(text).header("X-Request-Id", "a\tb \u00E9");
        add("odd id of the call", id.octets(), "body-10", "1", null);
        return written;
    }

    private void names() {
        Stream.concat(
                        IntStream.range(0x21, 0x7F)
                                .filter(c -> "%;\\\"<>/.$".indexOf(c) < 0)
                                .mapToObj(c -> "name-" + (char) c),
                        Stream.of(
                                "\uD83D\uDE00".repeat(200),
                                "\u00E9".repeat(200),
                                "e\u0301".repeat(199) + "x",
                                "\u212B",
                                "\u1E9B\u0323",
                                "a/b/c",
                                "...",
                                "a..b",
                                ".a",
                                "x$",
                                "\u202E",
                                "\u200B",
                                "\uFFFD",
                                "\uFFFF"))
                .forEach(name -> take(
                        "name", Normalizer.normalize(name, Normalizer.Form.NFC), name, "{\"value\":1}", "1", null));
    }

    private void value(String kind, String kept, String sent) {
        take(kind, "value-" + written.size(), utf8("{\"value\":" + sent + "}"), kept, null);
    }

    private void reason(String kind, String kept, String sent) {
        take(kind, "reason-" + written.size(), utf8("{\"value\":1,\"reason\":" + sent + "}"), "1", kept);
    }

    private void take(String kind, String name, String body, String value, @Nullable String reason) {
        take(kind, name, name, body, value, reason);
    }

    private void take(String kind, String kept, String name, String body, String value, @Nullable String reason) {
        add(kind, good.target(path(name)).body(body).octets(), kept, value, reason);
    }

    private void add(String kind, String octets, String name, String value, @Nullable String reason) {
        var attempt = new Attempt(kind, operation.name(), Attempt.Due.TAKEN, octets, RawClient.Behind.OPEN);
        written.add(new Written(attempt, name, value, reason));
    }

    private String path(String name) {
        return operation.path(namespace, Wire.percent(name));
    }

    static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
    }
}
