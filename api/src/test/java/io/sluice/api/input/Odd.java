package io.sluice.api.input;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What is wrong as JSON, as a value, as a name, as a parameter. */
final class Odd {
    /** No JSON documents, or none that an object can be read from; in octets. */
    static final List<String> DOCUMENTS = List.of(
            "",
            " ",
            "null",
            "true",
            "5",
            "\"x\"",
            "[]",
            "[{}]",
            "{",
            "}",
            "[",
            "{}{}",
            "{} x",
            "{\"\":1}",
            "{'a':1}",
            "{a:1}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{,}",
            "{\"a\":1 \"b\":2}",
            "/**/{}",
            "//\n{}",
            "#\n{}",
            "\u00EF\u00BB\u00BF\u00EF\u00BB\u00BF{}",
            "\u0000",
            "\u00FF\u00FE{\u0000}\u0000",
            "<a/>",
            "a=b",
            "--x\r\n\r\n{}\r\n--x--",
            ")]}',\n{}");

    /** Where a value of JSON has to stand. */
    static final List<String> VALUES = List.of(
            "",
            "NaN",
            "Infinity",
            "-Infinity",
            "undefined",
            "True",
            "NULL",
            "nul",
            "01",
            "-01",
            "+1",
            ".5",
            "5.",
            "-",
            "1e",
            "1e+",
            "0x10",
            "1_000",
            "1,5",
            "'x'",
            "`x`",
            "\"x",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\uGGGG\"",
            "\"\\ud800\"",
            "\"\\udc00\"",
            "\"x\\ud83dx\"",
            "\"\\ude00\\ud83d\"",
            "\"\u00ED\u00A0\u0080\"",
            "\"\u00C0\u00AF\"",
            "\"\u00C0\u0080\"",
            "\"\u00F8\u0088\u0080\u0080\u0080\"",
            "\"\u00F4\u0090\u0080\u0080\"",
            "\"\u00E2\u0080\"",
            "\"\u0080\"",
            "\"\u00FF\"",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[1",
            "{\"a\":1,}",
            "{\"a\":1,\"a\":1}",
            "{\"a\":{\"b\":[{\"c\":1,\"c\":2}]}}",
            "{\"a\":1,\"\\u0061\":2}",
            "{1:1}",
            "{\"\\ud800\":1}",
            "{null:1}",
            "(1)",
            "1 /* */",
            "1 // x\n",
            "\u00A01",
            "\u00E2\u0080\u00A81",
            "1".repeat(2000),
            "1." + "1".repeat(2000),
            "1e" + "9".repeat(2000),
            "[".repeat(100_000),
            "{\"a\":".repeat(100_000),
            "[".repeat(100_000) + "]".repeat(100_000),
            "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000),
            "[".repeat(600) + "]".repeat(600),
            "{\"" + "k".repeat(100_000) + "\":1}");

    /** Names as a path has them. */
    static final List<String> PATH_NAMES = Stream.concat(
                    IntStream.concat(IntStream.rangeClosed(0, 0x20), IntStream.range(0x7F, 0x100))
                            .mapToObj("x%%%02x"::formatted),
                    Stream.of(
                            "%",
                            "%4",
                            "%zz",
                            "%u0041",
                            "%25",
                            "%2525",
                            "%C0%AF",
                            "%C0%AE%C0%AE",
                            "%E0%80%AF",
                            "%F0%80%80%AF",
                            "%ED%A0%80",
                            "%ED%A0%BD%ED%B8%80",
                            "%F4%90%80%80",
                            "%F8%88%80%80%80",
                            "%E2%80",
                            "%C2%85",
                            "%C2%A0",
                            "%E2%80%A8",
                            "%E2%80%83",
                            "%E3%80%80",
                            "%CD%BE",
                            "%3B",
                            "%5C",
                            "%22",
                            "%3C",
                            "%3E",
                            "a;b",
                            "a;b=c",
                            ";",
                            "a\\b",
                            "a\"b",
                            "a<b",
                            ".",
                            "..",
                            "../a",
                            "a/..",
                            "a/../b",
                            "./a",
                            "a/.",
                            "a/./b",
                            "a//b",
                            "/a",
                            "a/",
                            "",
                            "%2E",
                            "%2e%2E",
                            "%2e%2e%2fa",
                            "a%2F",
                            "%2Fa",
                            "a%2F%2Fb",
                            "a%2f..%2fb",
                            "a%00",
                            "a%00b",
                            "a%0d%0aX:%20y",
                            "n".repeat(201),
                            "%F0%9F%98%80".repeat(201),
                            "%C3%A9".repeat(201),
                            "e%CC%81".repeat(201),
                            "n".repeat(2000),
                            // Two characters in normal form C, which it decomposes and does not compose again.
                            "%E0%A5%98".repeat(101)))
            .toList();

    /** Names as a body has them, each a JSON string. */
    static final List<String> JSON_NAMES = Stream.concat(
                    IntStream.concat(IntStream.rangeClosed(0, 0x20), IntStream.range(0x7F, 0xA1))
                            .mapToObj("\"x\\u%04x\""::formatted),
                    Stream.of(
                            "\"\"",
                            "\".\"",
                            "\"..\"",
                            "\"a/..\"",
                            "\"a//b\"",
                            "\"/a\"",
                            "\"a/\"",
                            "\"\\/\"",
                            "\"a;b\"",
                            "\"a\\\\b\"",
                            "\"a%b\"",
                            "\"%41\"",
                            "\"a\\\"b\"",
                            "\"<a>\"",
                            "\"\\u2028\"",
                            "\"\\u3000\"",
                            "\"\\u037e\"",
                            "\"\\ud800\"",
                            "\"\\ude00\\ud83d\"",
                            "\"$namespace\"",
                            "\"$mine\"",
                            "\"" + "n".repeat(201) + "\"",
                            "\"" + "\\ud83d\\ude00".repeat(201) + "\"",
                            "\"" + "\\u0958".repeat(101) + "\"",
                            "\"" + "n".repeat(60_000) + "\""))
            .toList();

    /** Namespaces as a path has them. */
    static final List<String> PATH_NAMESPACES = List.of(
            "A",
            "-a",
            ".a",
            "_a",
            "a b",
            "a%20b",
            "%C3%A4",
            "%00",
            "a%00",
            "a%0a",
            "%0aa",
            "a%2Fb",
            "a%5Cb",
            "a;b",
            "a;",
            "..",
            "%2e%2e",
            ".",
            "*",
            "{a}",
            "%7Ba%7D",
            "a:b",
            "$a",
            "a%",
            "%zz",
            "%C0%AF",
            "%ED%A0%80",
            "n".repeat(65),
            "n".repeat(3000));

    /** Values of a query that no parameter can have. */
    static final List<String> QUERY_OCTETS =
            List.of("%", "%4", "%zz", "%FF", "%C0%AF", "%ED%A0%80", "%E2%80", "%u0041");

    private Odd() {}

    /** JSON that a schema does not allow. */
    static List<String> against(JsonNode schema) {
        var odd = new ArrayList<String>();
        var types = types(schema);
        if (types.isEmpty()) {
            return odd;
        }
        addUnless(types.contains("string"), odd, "\"\"", "\"x\"", "\"1\"", "\"true\"", "\"null\"");
        addUnless(types.contains("integer"), odd, "0", "1", "-1");
        addUnless(types.contains("number"), odd, "1.5", "1.0", "1e0", "-0.0", "1e400", "1e-400", "1E+99999999999");
        addUnless(types.contains("integer") || types.contains("number"), odd, "9".repeat(400));
        addUnless(types.contains("boolean"), odd, "true", "false");
        addUnless(types.contains("array"), odd, "[]", "[1]", "[\"x\"]", "[[]]", "[null]");
        addUnless(types.contains("object"), odd, "{}", "{\"a\":1}");
        if (types.contains("integer")) {
            odd.addAll(List.of("9223372036854775808", "-9223372036854775809", "1" + "0".repeat(300), "-0.1"));
            addUnless(!schema.has("minimum"), odd, less(schema.path("minimum")));
            addUnless(!schema.has("maximum"), odd, more(schema.path("maximum")));
        }
        if (types.contains("string")) {
            if (schema.has("maxLength")) {
                odd.add("\"" + "x".repeat(schema.path("maxLength").asInt() + 1) + "\"");
            }
            if (schema.has("enum") || schema.has("pattern")) {
                odd.addAll(List.of("\"\"", "\"No Such\"", "\" \"", "\"\\u0000\"", "\"memory \"", "\"\\ud800\""));
            }
        }
        if (schema.has("enum")) {
            addUnless(!types.contains("integer"), odd, "0", "2", "-1");
        }
        return odd;
    }

    private static List<String> types(JsonNode schema) {
        var type = schema.path("type");
        if (type.isString()) {
            return List.of(type.asString());
        }
        var types = new ArrayList<String>();
        type.forEach(one -> types.add(one.asString()));
        return types;
    }

    private static String less(JsonNode bound) {
        return bound.isMissingNode()
                ? ""
                : bound.bigIntegerValue().subtract(java.math.BigInteger.ONE).toString();
    }

    private static String more(JsonNode bound) {
        return bound.isMissingNode()
                ? ""
                : bound.bigIntegerValue().add(java.math.BigInteger.ONE).toString();
    }

    private static void addUnless(boolean allowed, List<String> odd, String... values) {
        if (!allowed) {
            odd.addAll(List.of(values));
        }
    }
}
