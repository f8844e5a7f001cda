package io.sluice.api.admin;

import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertInvalid;
import static io.sluice.api.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransferIT {
    private static final String JSON = "application/json";
    private static final String YAML = "application/yaml";
    private static final String PROPERTIES = "text/x-java-properties";

    private final ApiNode node = ApiNode.one();
    private final String name = "t-" + UUID.randomUUID();
    private final String space = "/v1/namespaces/" + name;

    @BeforeEach
    void createNamespace() {
        node.create(name);
    }

    @Test
    void exportWhenAskedThenOneDocumentInStableOrder() {
        put("b", "{\"y\":1.50,\"x\":[null,\"é😀\"]}");
        put("a", "1e5");
        put("gone", "1");
        node.delete(space + "/settings/gone");
        long revision = put("B", "\"42\"");
        var answer = node.get(space + "/export");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(JSON);
        assertThat(answer.body())
                .isEqualTo(
                        ("{\"format\":1,\"namespace\":\"%s\",\"description\":\"of a test\",\"revision\":%d,\"settings\":"
                                        + "{\"B\":\"42\",\"a\":1e5,\"b\":{\"y\":1.50,\"x\":[null,\"é😀\"]}}}")
                                .formatted(name, revision));
        assertThat(node.get(space + "/export", "Accept", YAML).body()).isEqualTo("""
                format: 1
                namespace: "%s"
                description: "of a test"
                revision: %d
                settings:
                  B: "42"
                  a: 1e5
                  b:
                    "y": 1.50
                    x:
                    - null
                    - "é😀"
                """.formatted(name, revision));
        assertThat(node.get(space + "/export", "Accept", PROPERTIES).body()).isEqualTo("""
                $format=1
                $namespace=%s
                $description=of a test
                $revision=%d
                B="42"
                a=1e5
                b={"y"\\:1.50,"x"\\:[null,"\\u00E9\\uD83D\\uDE00"]}
                """.formatted(name, revision));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/*                                                             | application/json",
                "application/yaml                                                | application/yaml;charset=UTF-8",
                "application/*                                                   | application/json",
                "text/*                                                          | text/x-java-properties;charset=UTF-8",
                "application/json;q=0.5, application/yaml                        | application/yaml;charset=UTF-8",
                "application/yaml;q=0.1, text/x-java-properties;q=0.2, text/html | text/x-java-properties;charset=UTF-8",
                "application/json;q=0, */*                                       | application/yaml;charset=UTF-8",
                "application/*;q=0, text/*                                       | text/x-java-properties;charset=UTF-8",
                "*/*;q=0, application/yaml;q=0.1                                 | application/yaml;charset=UTF-8",
                "application/*;q=0, application/json                             | application/json",
            })
    void exportWhenSeveralAreAcceptedThenTheBest(String accept, String type) {
        var answer = node.get(space + "/export", "Accept", accept);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(type);
        assertThat(answer.headers().allValues("Vary").toString()).contains("Accept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml", "*/*;q=0", "application/*;q=0, text/*;q=0, */*"})
    void exportWhenNoneIsAcceptedThen406(String accept) {
        assertProblem(node.get(space + "/export", "Accept", accept), 406, "not-acceptable");
    }

    @ParameterizedTest
    @ValueSource(strings = {JSON, YAML, PROPERTIES})
    void importWhenItWasExportedThenNothingIsLost(String type) {
        var random = new RandomJson(name.hashCode());
        var changes = IntStream.range(0, 200)
                .mapToObj(i -> "{\"name\":\"%s\",\"value\":%s}".formatted(oddName(i), random.value(0)))
                .collect(Collectors.joining(",", "{\"changes\":[", "]}"));
        assertThat(node.post(space + "/changes", changes).statusCode()).isEqualTo(200);
        node.put(space, "{\"description\":\"größe: \\\"x\\\"\\n# y\"}");
        var exported = node.get(space + "/export", "Accept", type).body();
        var before = content();
        IntStream.range(0, 50).forEach(i -> put("more" + i, "1"));
        node.delete(space + "/settings/n50");
        put("n60", "\"other\"");
        node.put(space, "{\"description\":\"\"}");
        assertThat(content().equals(before)).isFalse();
        var answer = transfer("?mode=replace", type, exported);
        assertThat(answer.statusCode()).isEqualTo(200);
        // Not by assertEquals: the texts are long.
        assertThat(content().equals(before)).isTrue();
        assertThat(json(transfer("?mode=replace", type, exported)).path("changes"))
                .isEmpty();
    }

    @Test
    void importWhenMergedThenOnlyWhatDiffersIsWrittenAndTheRestStays() {
        long same = put("same", "1.50");
        put("other", "1");
        put("changed", "1");
        put("gone", "1");
        node.delete(space + "/settings/gone");
        var answer = transfer(
                "?reason=f%C3%BCr%20alle",
                JSON, document("{\"same\":1.50,\"changed\":null,\"new\":[],\"gone\":2}", "\"description\":\"other\","));
        assertThat(json(answer).path("changes"))
                .extracting(change -> change.path("name").asString())
                .containsExactly("changed", "gone", "new");
        assertThat(json(answer).path("changes")).allSatisfy(change -> {
            assertThat(change.path("reason").asString()).isEqualTo("für alle");
            assertThat(change.path("revision")).isEqualTo(json(answer).path("revision"));
        });
        assertThat(json(node.get(space + "/settings/same")).path("revision").asLong())
                .isEqualTo(same);
        assertThat(node.get(space + "/settings/other").statusCode()).isEqualTo(200);
        assertThat(json(node.get(space)).path("description").asString()).isEqualTo("of a test");
    }

    @Test
    void importWhenReplacedThenWhatIsAbsentIsRemovedButSluicesOwn() {
        put("kept", "1");
        put("gone", "1");
        var answer = transfer("?mode=replace", YAML, "format: 1\nsettings:\n  kept: 1\n  new: x\n");
        assertThat(json(answer).path("changes"))
                .extracting(change -> change.path("name").asString())
                .containsExactly("gone", "new");
        assertProblem(node.get(space + "/settings/gone"), 404, "unknown-setting");
        assertThat(json(node.get(space)).path("description").asString()).isEqualTo("of a test");
        assertThat(json(transfer("?mode=replace", PROPERTIES, "$format=1")).path("changes"))
                .hasSize(2);
        assertThat(json(node.get(space + "/settings")).path("settings")).isEmpty();
    }

    @Test
    void importWhenAnotherNodeHasJustWrittenThenThatIsSeen() {
        for (int i = 0; i < 20; i++) {
            ApiNode.two().put(space + "/settings/n" + i, "{\"value\":1}");
            var answer = json(transfer("?mode=replace", JSON, document("{}", "")));
            assertThat(answer.path("changes")).hasSize(1);
        }
    }

    @Test
    void importWhenDryRunThenTheDifferenceAndNothingIsWritten() {
        put("a", "1");
        long last = put("b", "1");
        var answer = transfer("?mode=replace&dryRun=true", JSON, document("{\"a\":null,\"c\":\"x\"}", ""));
        assertThat(answer.body())
                .isEqualTo("{\"dryRun\":true,\"changes\":["
                        + "{\"name\":\"a\",\"old\":1,\"new\":null},"
                        + "{\"name\":\"b\",\"old\":1,\"removed\":true},"
                        + "{\"name\":\"c\",\"new\":\"x\"}]}");
        var newest = json(node.get(space + "/history?limit=1")).path("changes").path(0);
        assertThat(newest.path("revision").asLong()).isEqualTo(last);
    }

    @Test
    void importWhenRepeatedWithItsKeyThenTheFirstAnswerInWhateverFormat() {
        var first = transfer("?mode=replace", JSON, document("{\"a\":1,\"b\":\"x\"}", ""), "Idempotency-Key", name);
        assertThat(json(first).path("changes")).hasSize(2);
        put("a", "2");
        put("c", "2");
        for (var again : new String[][] {
            {JSON, document("{\"b\":\"x\", \"a\":1}", "")},
            {YAML, "settings: {a: 1, b: x}\nformat: 1"},
            {PROPERTIES, "$format=1\na=1\nb=x"}
        }) {
            var answer = transfer("?mode=replace", again[0], again[1], "Idempotency-Key", name);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(first.body());
        }
        assertThat(json(node.get(space + "/settings/a")).path("value").asInt()).isEqualTo(2);
        for (var other : new String[][] {
            {"?mode=replace", document("{\"a\":1}", "")},
            {"?mode=merge", document("{\"a\":1,\"b\":\"x\"}", "")},
            {"?mode=replace&reason=r", document("{\"a\":1,\"b\":\"x\"}", "")},
            {"?mode=replace", document("{\"a\":1,\"b\":\"x\"}", "\"description\":\"d\",")}
        }) {
            assertProblem(transfer(other[0], JSON, other[1], "Idempotency-Key", name), 422, "idempotency-key-reused");
        }
    }

    @Test
    void importWhenMoreThanAChangeSetMayHoldThen413AndNothingIsWritten() {
        var large = IntStream.range(0, 1001)
                .mapToObj(i -> "\"n%d\":%d".formatted(i, i))
                .collect(Collectors.joining(",", "{", "}"));
        for (var query : new String[] {"", "?dryRun=true"}) {
            var answer = transfer(query, JSON, document(large, ""));
            assertProblem(answer, 413, "too-large");
            assertThat(json(answer).path("detail").asString()).contains("1001", "1000");
        }
        assertThat(json(node.get(space + "/settings")).path("settings")).isEmpty();
        put("n7", "7");
        assertThat(json(transfer("", JSON, document(large, ""))).path("changes"))
                .hasSize(1000);
    }

    @Test
    void importWhenAValueIsTooLargeThen413NamesIt() {
        for (var body : new String[][] {
            {JSON, document("{\"a\":1,\"l\":\"%s\"}", "")},
            {YAML, "format: 1\nsettings:\n  a: 1\n  l: %s"},
            {PROPERTIES, "$format=1\na=1\nl=%s"}
        }) {
            var answer = transfer("", body[0], body[1].formatted("x".repeat(256 * 1024)));
            assertProblem(answer, 413, "too-large");
            assertThat(json(answer).path("field").asString()).isEqualTo("settings.l");
        }
        assertThat(json(node.get(space + "/settings")).path("settings")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                   | format",
                "{'format':2,'settings':{}}                           | format",
                "{'format':'1','settings':{}}                         | format",
                "{'format':1}                                         | settings",
                "{'format':1,'settings':null}                         | settings",
                "{'format':1,'settings':[]}                           | settings",
                "{'format':1,'settings':{},'namespace':'other'}       | namespace",
                "{'format':1,'settings':{},'namespace':7}             | namespace",
                "{'format':1,'settings':{},'revision':0}              | revision",
                "{'format':1,'settings':{},'revision':1.5}            | revision",
                "{'format':1,'settings':{},'description':'\\ud800'}   | description",
                "{'format':1,'settings':{},'more':1}                  | more",
                "{'format':1,'settings':{'a b':1}}                    | settings.a b",
                "{'format':1,'settings':{'':1}}                       | settings.",
                "{'format':1,'settings':{'$namespace':{}}}            | settings.$namespace",
                "{'format':1,'settings':{'\\u00e9':1,'e\\u0301':1}}   | settings.e\u0301",
                "{'format':1,'settings':{'a':'\\udc00'}}              | settings.a",
                "[]                                                   | body",
                "7                                                    | body",
                "null                                                 | body",
            })
    void importWhenAFieldIsWrongThen400NamesItInJsonAndYaml(String body, String field) {
        var text = body.strip().replace('\'', '"');
        assertInvalid(transfer("", JSON, text), field);
        assertInvalid(transfer("", YAML, text), field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a=1                                  | format",
                "$format=x                            | format",
                "$format=1;$namespace=other           | namespace",
                "$format=1;$revision=x                | revision",
                "$format=1;$more=1                    | more",
                "$format=1;a\\ b=1                    | settings.a b",
                "$format=1;a={                        | settings.a",
                "$format=1;a=\\ud800                  | settings.a",
                "$format=1;a=1;a=2                    | body",
                "$format=1;a=\\u00zz                  | body",
            })
    void importWhenPropertiesAreWrongThen400NamesIt(String body, String field) {
        assertInvalid(transfer("", PROPERTIES, body.strip().replace(';', '\n')), field);
    }

    @Test
    void importWhenMalformedThen400() {
        assertProblem(transfer("", JSON, "{\"format\":1,\"format\":1}"), 400, "malformed-json");
        assertProblem(transfer("", JSON, document("{\"a\":1,\"a\":1}", "")), 400, "malformed-json");
        assertInvalid(transfer("", YAML, "format: 1\nformat: 1"), "body");
        assertInvalid(transfer("", YAML, "format: 1\nsettings: {a: &x [1], b: *x}"), "body");
        assertInvalid(transfer("", YAML, "format: 1\nsettings: {a: {b: 1, b: 2}}"), "body");
        assertProblem(transfer("", PROPERTIES, "$format=1\na={\"b\":1,\"b\":2}"), 400, "malformed-json");
        assertInvalid(transfer("", PROPERTIES, "$format=1\n$settings=2"), "settings");
        assertThat(transfer("", JSON, "").statusCode()).isEqualTo(400);
        assertInvalid(transfer("", YAML, ""), "body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/xml",
                "application/yaml;charset=iso-8859-1"
            })
    void importWhenTheMediaTypeIsNotReadThen415(String type) {
        assertProblem(transfer("", type, "format: 1\nsettings: {}"), 415, "unsupported-media-type");
    }

    @ParameterizedTest
    @CsvSource({"mode=Merge, mode", "mode=all, mode", "dryRun=maybe, dryRun", "modes=merge, modes"})
    void importWhenAParameterIsWrongThen400NamesIt(String query, String field) {
        assertInvalid(transfer("?" + query, JSON, document("{}", "")), field);
    }

    @Test
    void bothWhenTheRightOrTheNamespaceIsMissingThenRefused() {
        var body = document("{}", "");
        assertProblem(node.call(ApiNode.READER, "POST", space + "/import", body), 403, "forbidden");
        assertProblem(node.call(ApiNode.READER, "POST", space + "/import?dryRun=true", body), 403, "forbidden");
        assertProblem(node.call(ApiNode.CONFINED, "POST", space + "/import", body), 403, "forbidden");
        assertProblem(node.call(ApiNode.CONFINED, "GET", space + "/export", null), 403, "forbidden");
        assertProblem(node.call("", "GET", space + "/export", null), 401, "unauthorized");
        assertProblem(node.call("", "GET", space + "/export", null, "Accept", YAML), 401, "unauthorized");
        assertProblem(node.get("/v1/namespaces/never-created/export", "Accept", YAML), 404, "unknown-namespace");
        assertProblem(node.post("/v1/namespaces/never-created/import", body), 404, "unknown-namespace");
    }

    private HttpResponse<String> transfer(String query, String type, String body, String... headers) {
        var all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 2, headers.length);
        all[0] = "Content-Type";
        all[1] = type;
        return node.post(space + "/import" + query, body, all);
    }

    private long put(String setting, String value) {
        return json(node.put(space + "/settings/" + setting, "{\"value\":" + value + "}"))
                .path("revision")
                .asLong();
    }

    /** All that an export has but the revision. */
    private String content() {
        return node.get(space + "/export").body().replaceFirst("\"revision\":[0-9]+", "");
    }

    private static String document(String settings, String more) {
        return "{\"format\":1,%s\"settings\":%s}".formatted(more, settings);
    }

    private static String oddName(int i) {
        var odd = new String[] {
            "n", "=", ":", "#", "!", "é", "😀", "yes/", "~", "a/b.c-", "{", "[", "'", "&", "*", "|", "@", "`"
        };
        return i < odd.length ? odd[i] + i : "n" + i;
    }
}
