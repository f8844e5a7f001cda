package io.sluice.api.admin;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.core.io.JsonStringEncoder;

/** JSON values by chance, with all that makes formats stumble. */
final class RandomJson {
    private static final String[] STRINGS = {
        "",
        " ",
        "a b",
        " lead",
        "trail ",
        "\ttab",
        "line\nbreak\r\n",
        "null",
        "~",
        "true",
        "False",
        "yes",
        "No",
        "on",
        "42",
        "007",
        "0x1F",
        "0o17",
        "1e5",
        "+1",
        "1_000",
        ".inf",
        ".nan",
        "12:30:45",
        "2001-12-14",
        "<<",
        "=",
        "- a",
        "? b",
        ": c",
        "a: b",
        "a #b",
        "#c",
        "!d",
        "!!str e",
        "&f",
        "*g",
        "{h",
        "[i]",
        "\"j\"",
        "'k'",
        "|",
        ">",
        "%l",
        "@m",
        "`n",
        "\\",
        "\\u0041",
        "a=b",
        "a:b",
        "!p",
        "é😀",
        "\u0000\u0001\u001f\u007f",
        "\u0085\u2028\u2029\uFEFF",
        "\u200b\u202e",
        "\uD83D\uDE00",
        "---",
        "...",
        "x\\\ny",
        "𐍈",
        "\uFFFD",
        "{\"a\":1}",
        "1.",
        "-",
        "-0",
        "Infinity"
    };
    private static final String[] SCALARS = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "42",
        "1.50",
        "1e5",
        "1E+400",
        "-2.5E-3",
        "123456789012345678901234567890",
        "1.0",
        "0.1000000000000000055511151231257827"
    };

    private final Random random;

    RandomJson(long seed) {
        this.random = new Random(seed);
    }

    String value(int depth) {
        int kind = random.nextInt(depth > 4 ? 2 : 4);
        return switch (kind) {
            case 0 -> SCALARS[random.nextInt(SCALARS.length)];
            case 1 -> quoted(string());
            case 2 ->
                IntStream.range(0, random.nextInt(4))
                        .mapToObj(i -> value(depth + 1))
                        .collect(Collectors.joining(",", "[", "]"));
            default ->
                IntStream.range(0, random.nextInt(4))
                        .mapToObj(i -> quoted(string() + "-" + i) + ":" + value(depth + 1))
                        .collect(Collectors.joining(",", "{", "}"));
        };
    }

    String string() {
        return random.nextBoolean()
                ? STRINGS[random.nextInt(STRINGS.length)]
                : random.ints(random.nextInt(30), 0, 0x11000)
                        .filter(c -> c < 0xD800 || c > 0xDFFF)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining());
    }

    static String[] strings() {
        return STRINGS.clone();
    }

    static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
    }
}
