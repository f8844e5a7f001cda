package io.sluice.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleTests {
    private static final SettingName NAME = new SettingName("a");
    private static final String EXPONENTIAL = IntStream.range(0, 40)
            .mapToObj(i -> "\"d%d\":{\"allOf\":[{\"$ref\":\"#/$defs/d%d\"},{\"$ref\":\"#/$defs/d%d\"}]},"
                    .formatted(i, i + 1, i + 1))
            .collect(Collectors.joining("", "{\"$ref\":\"#/$defs/d0\",\"$defs\":{", "\"d40\":{}}}"));

    @Test
    void checkWhenSeveralPlacesBreakItThenEveryOneIsTold() {
        var rule = rule("""
                {"type":"object","required":["host","port"],"additionalProperties":false,"properties":{
                  "max":{"type":"integer","maximum":10},"on":{"type":["boolean","null"]},
                  "a/b~":{"enum":[1,"x"]},"list":{"items":{"pattern":"^[a-z]+$"}},"host":true}}""");
        assertThat(violations(rule, """
                {"max":11.5,"on":1,"a/b~":2,"list":["a","B","c","D"],"more":1}"""))
                .containsExactlyInAnyOrder(
                        "/max: type (expected: integer)",
                        "/max: maximum (expected: 10)",
                        "/on: type (expected: boolean or null)",
                        "/a~1b~0: enum (expected: [1,\"x\"])",
                        "/list/1: pattern (expected: \"^[a-z]+$\")",
                        "/list/3: pattern (expected: \"^[a-z]+$\")",
                        "required (expected: property host)",
                        "required (expected: property port)",
                        "/more: additionalProperties (expected: no such property)");
        assertThat(violations(rule, "{\"host\":1,\"port\":1}")).hasSize(1);
        assertThat(violations(rule, "7")).containsExactly("type (expected: object)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"integer\"} | 1.0 | true",
                "{\"type\":\"integer\"} | 12345678901234567890 | true",
                "{\"maximum\":12345678901234567890} | 12345678901234567891 | false",
                "{\"multipleOf\":0.01} | 0.07 | true",
                "{\"const\":0.1} | 0.10000000000000000001 | false",
                "{\"const\":1} | 1.0 | true",
                "{\"maxLength\":1} | \"😀\" | true",
                "{\"format\":\"date-time\"} | \"2026-11-24T00:00:00Z\" | true",
                "{\"format\":\"date-time\"} | \"yesterday\" | false",
                "{\"format\":\"uri\"} | \"::\" | false",
                "{\"format\":\"of-our-own\"} | \"x\" | true",
                "{\"pattern\":\"b\"} | \"abc\" | true",
                "{\"pattern\":\"^\\\\p{L}+$\"} | \"ü\" | true",
                "{\"$ref\":\"#/$defs/n\",\"$defs\":{\"n\":{\"type\":\"null\"}}} | null | true",
                "{\"$ref\":\"#n\",\"$defs\":{\"x\":{\"$anchor\":\"n\",\"type\":\"null\"}}} | 1 | false",
                "{\"items\":{\"$ref\":\"#\"},\"type\":\"array\"} | [[],[[]]] | true",
                "{\"items\":{\"$ref\":\"#\"},\"type\":\"array\"} | [[],[[1]]] | false",
                "{\"unevaluatedProperties\":false,\"allOf\":[{\"properties\":{\"a\":true}}]} | {\"a\":1,\"b\":1} | false",
                "true | 1 | true",
                "false | 1 | false",
            })
    void checkWhenDraft202012ThenIsAsTheDraftSays(String schema, String value, boolean valid) {
        assertThat(violations(rule(schema), value).isEmpty()).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"int\"} | /type",
                "{\"properties\":{\"a\":{\"minimum\":\"1\"}}} | /properties/a/minimum",
                "{\"required\":[1]} | /required/0",
                "{\"properties\":{\"a\":{\"pattern\":\"(\"}}} | /properties/a/pattern",
                "{\"pattern\":\"(?=a)\"} | /pattern",
                "{\"pattern\":\"(a)\\\\1\"} | /pattern",
                "{\"pattern\":\"((x{1000}){1000}){1000}\"} | /pattern",
                "{\"items\":[{}]} | /items",
                "{\"$schema\":\"http://json-schema.org/draft-07/schema#\"} | /$schema",
                "{\"$defs\":{\"a\":{\"$schema\":\"http://127.0.0.1:9/\"}}} | /$defs/a/$schema",
                "{\"properties\":{\"a\":{\"$ref\":\"#/$defs/none\"}}} | /properties/a/$ref",
                "{\"not\":{\"$ref\":\"http://127.0.0.1:9/x#/a\"}} | /not/$ref",
                "{\"$ref\":\"file:///etc/passwd\"} | /$ref",
                "{\"$ref\":\"classpath:draft-07/schema\"} | /$ref",
                "{\"$ref\":\"resource:draft-07/schema\"} | /$ref",
                "{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"} | /$ref",
                "{\"$ref\":\"other\"} | /$ref",
                "{\"$ref\":\"#nowhere\"} | /$ref",
                "{\"$id\":\"::: x\"} | /$id",
            })
    void ruleWhenTheSchemaIsBadThenIsRefusedWithThePlace(String schema, String pointer) {
        assertThatThrownBy(() -> rule(schema)).isInstanceOfSatisfying(BadSchemaException.class, bad -> {
            assertThat(bad.pointer()).as(bad.getMessage()).isEqualTo(pointer);
            assertThat(bad.expected()).isNotBlank();
        });
    }

    @Test
    void ruleWhenTheSchemaIsTooMuchThenIsRefused() {
        var long64 = "{\"description\":\"" + "x".repeat(64 * 1024) + "\"}";
        var deep = "{\"not\":".repeat(101) + "true" + "}".repeat(101);
        var deeper = "{\"not\":".repeat(600) + "true" + "}".repeat(600);
        var exponent = "{\"maximum\":1e999999999}";
        var patterns = IntStream.range(0, 20)
                .mapToObj(i -> "{\"pattern\":\"x{900}\"}")
                .collect(Collectors.joining(",", "{\"anyOf\":[", "]}"));
        var beyond32Bits = "{\"items\":{\"maximum\":1e99999999999}}";
        for (var schema : List.of(long64, deep, deeper, exponent, beyond32Bits, patterns)) {
            assertThatThrownBy(() -> rule(schema)).isInstanceOf(BadSchemaException.class);
        }
    }

    @Test
    void ruleWhenOthersHadExpressionsBeforeThenThoseDoNotCount() {
        for (int i = 0; i < 20; i++) {
            assertThat(violations(rule("{\"pattern\":\"^x{900}$\"}"), "\"x\"")).hasSize(1);
        }
    }

    @Test
    @Timeout(60)
    void ruleWhenReferencesFollowEachOtherThenEndsOnASmallStack() throws InterruptedException {
        var chain = IntStream.range(0, 1800)
                .mapToObj(i -> "\"d%d\":{\"$ref\":\"#/$defs/d%d\"},".formatted(i, i + 1))
                .collect(Collectors.joining("", "{\"$ref\":\"#/$defs/d0\",\"$defs\":{", "\"d1800\":{}}}"));
        var outcome = new Object[1];
        var thread = new Thread(
                null,
                () -> {
                    try {
                        outcome[0] = rule(chain).check(NAME, new SettingValue("1"));
                    } catch (BadSchemaException e) {
                        outcome[0] = e;
                    }
                },
                "small",
                128 * 1024);
        thread.start();
        thread.join();
        assertThat(outcome[0]).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"$ref\":\"#\"}", "{\"allOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}]}"})
    void checkWhenTheSchemaRecursWithoutEndThenEndsAndRefuses(String schema) {
        assertThat(violations(rule(schema), "1")).singleElement().asString().startsWith("limit");
    }

    @Test
    @Timeout(30)
    void checkWhenStepsExplodeThenEndsAndRefuses() {
        assertThat(violations(rule(EXPONENTIAL), "1"))
                .singleElement()
                .asString()
                .startsWith("limit");
    }

    @Test
    @Timeout(30)
    void checkWhenAnExpressionWouldBacktrackForEverThenEnds() {
        var text = "\"" + "a".repeat(100_000) + "b\"";
        assertThat(violations(rule("{\"pattern\":\"^(a+)+$\"}"), text)).hasSize(1);
        assertThat(violations(rule("{\"format\":\"email\"}"), "\"" + " ".repeat(200_000) + "\""))
                .hasSize(1);
        var many = "{\"patternProperties\":{\"(x+x+)+y\":true,\"^(([a-z])+.)+[A-Z]([a-z])+$\":true}}";
        var keys = IntStream.range(0, 2000)
                .mapToObj(i -> "\"%s%d\":1".formatted("x".repeat(100), i))
                .collect(Collectors.joining(",", "{", "}"));
        assertThat(violations(rule(many), keys)).isEmpty();
        var large = violations(rule("{\"pattern\":\"(x{0,90}){90}\"}"), "\"" + "x".repeat(200_000) + "y\"");
        assertThat(large).singleElement().asString().startsWith("limit");
    }

    @Test
    @Timeout(30)
    void checkWhenAValueIsLargeThenEnds() {
        var numbers = IntStream.range(0, 100_000).mapToObj(String::valueOf).collect(Collectors.joining(",", "[", "]"));
        assertThat(violations(rule("{\"items\":{\"type\":\"integer\"},\"uniqueItems\":true}"), numbers))
                .isEmpty();
        var many = violations(rule("{\"items\":{\"type\":\"string\"}}"), numbers);
        assertThat(many).hasSize(1001);
        assertThat(many.get(1000)).asString().startsWith("limit").contains("1000 violations");
        for (var number : List.of("1e999999999", "1e99999999999", "-0E-99999999999", "[1e99999999999]")) {
            assertThat(violations(rule("{\"multipleOf\":3}"), number))
                    .singleElement()
                    .asString()
                    .startsWith("limit")
                    .contains("exponents");
        }
        var deep = "[".repeat(450) + "]".repeat(450);
        assertThat(violations(rule("{\"items\":{\"$ref\":\"#\"},\"type\":\"array\"}"), deep))
                .singleElement()
                .asString()
                .startsWith("limit");
    }

    @Test
    void ruleWhenItRefersToAServerThenNobodyCallsThere() throws IOException {
        try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout((int) Duration.ofMillis(200).toMillis());
            var address = "http://127.0.0.1:" + server.getLocalPort() + "/schema";
            for (var keyword : List.of("$ref", "$dynamicRef", "$schema", "$id")) {
                for (var schema :
                        List.of("{\"%s\":\"%s\"}", "{\"$defs\":{\"a\":{\"%s\":\"%s\"}},\"$ref\":\"#/$defs/a\"}")) {
                    try {
                        assertThat(rule(schema.formatted(keyword, address)).check(NAME, new SettingValue("1")))
                                .isNotNull();
                    } catch (BadSchemaException e) {
                        assertThat(e.pointer()).endsWith(keyword);
                    }
                }
            }
            assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void checkWhenSecretThenNothingOfTheValueIsTold() {
        var schema = new SettingValue("""
                {"properties":{"user":{"type":"string"}},"additionalProperties":{"type":"integer","const":1}}""");
        var rule = Rule.of(new Definition(new Target("a"), schema, null, EnumSet.of(Definition.Mark.SECRET), null));
        var told = rule.check(NAME, new SettingValue("{\"user\":7,\"hunter2\":[\"hunter3\"]}"))
                .toString();
        assertThat(told).contains("/user", "/*").doesNotContain("hunter");
    }

    private static Rule rule(String schema) {
        return Rule.of(new Definition(
                new Target("a"), new SettingValue(schema), null, EnumSet.noneOf(Definition.Mark.class), null));
    }

    private static List<String> violations(Rule rule, String value) {
        return rule.check(NAME, new SettingValue(value)).stream()
                .map(Violation::describe)
                .toList();
    }
}
