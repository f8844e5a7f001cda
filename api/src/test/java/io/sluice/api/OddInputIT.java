package io.sluice.api;

import static io.sluice.api.ApiNode.EDITOR;
import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertInvalid;
import static io.sluice.api.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.RedisServer;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes: what is not legal is answered by a problem and changes nothing. */
class OddInputIT {
    private static final String SETTINGS = "/v1/namespaces/odd-it/settings/";
    private static final String ILLEGAL = "\t\n\u000B\f\r %;\\\"<>\u007F";

    private final ApiNode node = ApiNode.one();
    private Object before = "";

    @BeforeAll
    static void createNamespace() {
        ApiNode.one().create("odd-it");
    }

    @BeforeEach
    void remember() {
        before = revision();
    }

    /** Those tests that write what is legal say so by asking for the revision again. */
    @AfterEach
    void nothingWasChanged() {
        assertThat(revision()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("legalAscii")
    void putWhenTheCharacterIsLegalThenItIsInTheName(char character) {
        var name = "x" + character + "y";
        var answer = node.put(SETTINGS + "x%" + "%02X".formatted((int) character) + "y?wait=applied", "{\"value\":1}");
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        assertThat(json(answer).path("name").asString()).isEqualTo(name);
        if ("?#[]^`{|}".indexOf(character) < 0) {
            var plain = node.get(SETTINGS + name);
            assertThat(json(plain).path("name").asString()).isEqualTo(name);
        }
        before = revision();
    }

    @ParameterizedTest
    @ValueSource(strings = {"é", "ß", "日本語", "😀", "a/b/c", "Ω", "\uFFFD", "e\u0301", "\u200B", "\u202E"})
    void putWhenUnicodeThenTheNameIsInNormalFormC(String name) {
        var encoded = java.net.URLEncoder.encode(name, StandardCharsets.UTF_8);
        var expected = java.text.Normalizer.normalize(name, java.text.Normalizer.Form.NFC);
        for (var path : new String[] {encoded, encoded.replace("%2F", "/")}) {
            var answer = node.put(SETTINGS + path, "{\"value\":1}");
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
            assertThat(json(answer).path("name").asString()).isEqualTo(expected);
        }
        before = revision();
    }

    @ParameterizedTest
    @MethodSource("illegalOctets")
    void putWhenTheOctetIsIllegalThen400(int octet) {
        for (var name : new String[] {"x%" + "%02X".formatted(octet) + "y", "%" + "%02x".formatted(octet)}) {
            assertThatProblem(node.call(EDITOR, "PUT", SETTINGS + name, "{\"value\":1}"), 400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%C0%AF",
                "%ED%A0%80",
                "%F8%88%80%80%80",
                "%E2%80",
                "%E2%80%A8",
                "%C2%85",
                "%C2%A0",
                "%E3%80%80",
                ".",
                "..",
                "a/..",
                "../a",
                "a/./b",
                "a//b",
                "/a",
                "a/",
                "",
                "%2E",
                "%2e%2e",
                "a%2F",
                "a%2F%2Fb",
                "a%2f..%2fb",
                "%CD%BE"
            })
    void putWhenThePathIsIllegalThen400(String name) {
        assertThatProblem(node.call(EDITOR, "PUT", SETTINGS + name, "{\"value\":1}"), 400);
    }

    @Test
    void putWhenTheNameIsTooLongThen400AndNotOneCharacterShorter() {
        var face = "%F0%9F%98%80";
        assertInvalid(node.put(SETTINGS + face.repeat(201), "{\"value\":1}"), "name");
        assertThat(node.put(SETTINGS + face.repeat(200), "{\"value\":1}").statusCode())
                .isIn(200, 201);
        before = revision();
    }

    @ParameterizedTest
    @MethodSource("everyOctet")
    void rawRequestWhenAnyOctetStandsInThePathThenAProblemOrJson(int octet) {
        var request = new ByteArrayOutputStream();
        request.writeBytes(ascii("GET " + SETTINGS + "x"));
        request.write(octet);
        request.writeBytes(
                ascii("y HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + EDITOR + "\r\n\r\n"));
        var answer = node.raw(request.toByteArray());
        assertThat(answer).contains("application/").doesNotContainIgnoringCase("<html", "text/html", "Exception");
        // A line feed ends the request line of HTTP/0.9, whose answers have no head.
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET\r\n\r\n",
                "G@T / HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: y\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nA\u0001: y\r\nConnection: close\r\n\r\n",
                "TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /?a=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /..;/..;/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "\u0000\u0001\u0002\r\n\r\n"
            })
    void rawRequestWhenHttpIsBrokenThenAProblem(String request) {
        var answer = node.raw(ascii(request));
        assertThat(answer).contains("application/problem+json", "urn:sluice:problem:");
        assertThat(answer).doesNotContainIgnoringCase("<html", "Exception", "Tomcat");
    }

    @Test
    void rawRequestWhenTheHeadIsTooLargeThenAProblem() {
        var answer = node.raw(ascii("GET / HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"));
        assertThat(answer).startsWith("HTTP/1.1 4").contains("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "5",
                "\"x\"",
                "[]",
                "{",
                "{\"value\"}",
                "{\"value\":}",
                "{\"value\":1",
                "{\"value\":1}}",
                "{\"value\":1} {}",
                "{\"value\":1}x",
                "{'value':1}",
                "{value:1}",
                "{\"value\":01}",
                "{\"value\":+1}",
                "{\"value\":.5}",
                "{\"value\":5.}",
                "{\"value\":NaN}",
                "{\"value\":Infinity}",
                "{\"value\":-}",
                "{\"value\":1e}",
                "{\"value\":0x10}",
                "{\"value\":True}",
                "{\"value\":undefined}",
                "{\"value\":'x'}",
                "{\"value\":\"\n\"}",
                "{\"value\":\"\\x\"}",
                "{\"value\":\"\\u12\"}",
                "{\"value\":[1,]}",
                "{\"value\":{\"a\":1,}}",
                "{\"value\":1,}",
                "{\"value\":1,\"value\":2}",
                "{\"value\":{\"a\":1,\"a\":2}}",
                "{\"value\":[{\"a\":{\"b\":1,\"b\":1}}]}",
                "{\"value\":1,\"reason\":\"a\",\"reason\":\"b\"}",
                "{\"value\":1,\"author\":\"me\"}",
                "{\"Value\":1}",
                "{\"value\":1,\"reason\":1}",
                "{\"value\":1,\"reason\":true}",
                "{\"value\":1,\"reason\":[]}",
                "{\"value\":1,\"reason\":{}}",
                "{\"value\":/* */1}",
                "// x\n{\"value\":1}",
                "\uFEFF\uFEFF{\"value\":1}",
                "{\"value\":\"\\ud800\"}",
                "{\"value\":\"\\udc00\\ud800\"}",
                "{\"value\":{\"\\ud800\":1}}",
                "{\"value\":1,\"\\ud800\":1}",
                "{}",
                "{\"\":1}",
                "\u0000"
            })
    void putWhenTheJsonIsOddThen400(String body) {
        assertThatProblem(node.put(SETTINGS + "odd", body), 400);
    }

    @ParameterizedTest
    @MethodSource("octetsThatAreNotUtf8")
    void putWhenTheBodyIsNotUtf8Then400(byte[] octets) throws Exception {
        var body = new ByteArrayOutputStream();
        body.writeBytes(ascii("{\"value\":\""));
        body.writeBytes(octets);
        body.writeBytes(ascii("\"}"));
        var request = HttpRequest.newBuilder(URI.create(node.address() + SETTINGS + "odd"))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .header("Authorization", "Bearer " + EDITOR)
                .header("Content-Type", "application/json")
                .build();
        assertThatProblem(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()), 400);
    }

    @Test
    void putWhenNestedTooDeepThen400() {
        assertThatProblem(node.put(SETTINGS + "deep", "{\"value\":" + "[".repeat(600) + "]".repeat(600) + "}"), 400);
        assertThatProblem(node.put(SETTINGS + "deep", "{\"value\":" + "[".repeat(100_000)), 400);
        assertThatProblem(node.put(SETTINGS + "deep", "{\"value\":" + "{\"a\":".repeat(100_000)), 400);
        assertThatProblem(node.put(SETTINGS + "long", "{\"value\":" + "1".repeat(2000) + "}"), 400);
        assertThatProblem(node.put(SETTINGS + "long", "{\"" + "x".repeat(100_000) + "\":1}"), 400);
    }

    @Test
    void putWhenTheJsonIsDamagedAtRandomThenNeverAFault() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var good = ascii("{\"value\":{\"a\":[1,2.5e3,\"x\\u00e9\",null,true]},\"reason\":\"r\"}");
        for (int i = 0; i < 200; i++) {
            var bad = good.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(128);
            }
            var answer = node.put(SETTINGS + "damaged", new String(bad, StandardCharsets.US_ASCII));
            assertThat(answer.statusCode())
                    .as("seed " + seed + ": " + answer.body())
                    .isIn(200, 201, 400);
            if (answer.statusCode() == 400) {
                assertThatProblem(answer, 400);
            }
        }
        before = revision();
    }

    @Test
    void putWhenTheValueIsOverTheLimitThen413AndOneLessIsTaken() {
        int limit = 256 * 1024;
        var tooLarge = node.put(SETTINGS + "large", "{\"value\":\"" + "x".repeat(limit - 1) + "\"}");
        assertProblem(tooLarge, 413, "too-large");
        assertThat(json(tooLarge).path("field").asString()).isEqualTo("value");
        assertProblem(node.put(SETTINGS + "large", "{\"value\":\"" + "é".repeat(limit / 2) + "\"}"), 413, "too-large");
        assertThat(revision()).isEqualTo(before);
        var largest = node.put(SETTINGS + "large", "{\"value\": \"" + "x".repeat(limit - 2) + "\" }");
        assertThat(largest.statusCode()).isIn(200, 201);
        before = revision();
    }

    @Test
    void postWhenTheBodyIsOverTheLimitThen413() throws Exception {
        var body = "{\"changes\":[" + " ".repeat(8 * 1024 * 1024) + "]}";
        assertProblem(node.post("/v1/namespaces/odd-it/changes", body), 413, "too-large");
        var chunked = HttpRequest.newBuilder(URI.create(node.address() + "/v1/namespaces/odd-it/changes"))
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(ascii(body))))
                .header("Authorization", "Bearer " + EDITOR)
                .header("Content-Type", "application/json")
                .build();
        assertProblem(HttpClient.newHttpClient().send(chunked, BodyHandlers.ofString()), 413, "too-large");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /index.html, 404, not-found",
        "GET, /nowhere, 404, not-found",
        "GET, /error, 404, not-found",
        "GET, /favicon.ico, 404, not-found",
        "GET, /v1, 404, not-found",
        "GET, /v1/namespaces/odd-it/nothing, 404, not-found",
        "GET, /v1/nodes/, 404, not-found",
        "GET, /v1//nodes, 400, bad-request",
        "GET, /v1/nodes;a=b, 400, bad-request",
        "POST, /v1/nodes, 405, method-not-allowed",
        "PATCH, /v1/namespaces/odd-it/settings/a, 405, method-not-allowed",
        "DELETE, /v1/namespaces/odd-it, 405, method-not-allowed",
        "GET, /v1/namespaces/odd-it/changes, 405, method-not-allowed",
        "BREW, /v1/nodes, 405, method-not-allowed",
        "GET, /v1/nodes?a=%FF, 400, invalid-input",
        "GET, /v1/namespaces/odd-it/settings?prefix=%FF, 400, bad-request",
        "GET, /v1/namespaces/odd-it/settings?prefix=%C0%AF, 400, bad-request",
    })
    void callWhenThereIsNothingToCallThenAProblem(String method, String path, int status, String name) {
        var answer = node.call(EDITOR, method, path, null);
        assertProblem(answer, status, name);
        // The server's own report says no more than the title: then something in the application has failed.
        assertThat(json(answer).path("detail")).isNotEqualTo(json(answer).path("title"));
    }

    @Test
    void callWhenTheMethodIsWrongThenTheRightOnesAreTold() {
        assertThat(node.post("/v1/nodes", "{}").headers().firstValue("Allow").orElseThrow())
                .contains("GET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml", "image/png", "application/yaml"})
    void getWhenNothingAcceptableThen406(String accept) {
        assertProblem(node.get("/v1/nodes", "Accept", accept), 406, "not-acceptable");
        assertProblem(node.get("/nowhere", "Accept", accept), 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "rubbish;;", "application/problem+json"})
    void putWhenNothingAcceptableThen406AndNothingIsWritten(String accept) {
        assertProblem(node.put(SETTINGS + "a", "{\"value\":1}", "Accept", accept), 406, "not-acceptable");
        assertProblem(node.delete(SETTINGS + "a", "Accept", accept), 406, "not-acceptable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "x",
                ""
            })
    void putWhenTheContentTypeIsWrongThen415(String type) {
        assertProblem(node.put(SETTINGS + "a", "{\"value\":1}", "Content-Type", type), 415, "unsupported-media-type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/*", "application/json; charset=utf-16", "application/json; charset=\""})
    void putWhenTheContentTypeIsNotOneOrNotUtf8Then415(String type) {
        assertProblem(node.put(SETTINGS + "a", "{\"value\":1}", "Content-Type", type), 415, "unsupported-media-type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "gzip, identity"})
    void putWhenTheBodyIsSaidToBeCodedThen415(String coding) {
        var answer = node.put(SETTINGS + "a", "{\"value\":1}", "Content-Encoding", coding);
        assertProblem(answer, 415, "unsupported-media-type");
        assertThat(json(answer).path("field").asString()).isEqualTo("Content-Encoding");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-32"})
    void putWhenTheBodyIsInAnotherUnicodeEncodingThen400(String charset) {
        var body = new String("{\"value\":1}".getBytes(Charset.forName(charset)), StandardCharsets.UTF_8);
        assertProblem(node.put(SETTINGS + "a", body), 400, "malformed-json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: application/json\r\nContent-Type: text/plain",
                "Content-Type: application/json\r\nIdempotency-Key: a\r\nIdempotency-Key: b",
                "Content-Type: application/json\r\nAuthorization: Bearer x",
            })
    void putWhenAHeaderOfOneValueIsGivenTwiceThen400(String headers) {
        assertThat(raw(headers)).startsWith("HTTP/1.1 400").contains("urn:sluice:problem:invalid-input");
    }

    @Test
    void putWhenAHeaderHasACharacterThatTheFirewallRefusesThen400() {
        assertThat(raw("Content-Type: application/json\r\nIdempotency-Key: \u0080"))
                .startsWith("HTTP/1.1 400")
                .contains("urn:sluice:problem:bad-request");
    }

    private String raw(String headers) {
        return node.raw(ascii("PUT " + SETTINGS + "a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                + EDITOR + "\r\n" + headers + "\r\nContent-Length: 11\r\n\r\n{\"value\":1}"));
    }

    @ParameterizedTest
    @CsvSource({
        "changes, dryRun=, dryRun",
        "changes, dryRun, dryRun",
        "changes, dryRun=true%20, dryRun",
        "changes, wait=, wait",
        "import, mode=, mode",
        "import, mode=%20, mode",
        "import, mode=replace%00, mode",
    })
    void postWhenAParameterIsEmptyOrHasBlanksThen400(String call, String query, String field) {
        var body = call.equals("import")
                ? "{\"format\":1,\"settings\":{\"empty\":1}}"
                : "{\"changes\":[{\"name\":\"empty\",\"value\":1}]}";
        assertInvalid(node.post("/v1/namespaces/odd-it/" + call + "?" + query, body), field);
    }

    @Test
    void getWhenALimitIsEmptyThen400() {
        assertInvalid(node.get("/v1/namespaces/odd-it/settings?limit="), "limit");
        assertThat(node.get("/v1/namespaces/odd-it/settings?prefix=").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*;q=0", "application/json;q=0", "application/json;q=0.000, */*", "text/html, */*;q=0"})
    void callWhenTheOnlyTypeIsRefusedThen406AndNothingIsWritten(String accept) {
        assertProblem(node.get("/v1/nodes", "Accept", accept), 406, "not-acceptable");
        assertProblem(node.put(SETTINGS + "a", "{\"value\":1}", "Accept", accept), 406, "not-acceptable");
    }

    private static void assertThatProblem(java.net.http.HttpResponse<String> answer, int status) {
        assertProblem(answer, status, json(answer).path("type").asString().replace("urn:sluice:problem:", ""));
    }

    private static Object revision() {
        return String.valueOf(RedisServer.shared().command("HGET", "sluice:{odd-it}:meta", "revision"));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static Stream<Character> legalAscii() {
        return IntStream.range(0x21, 0x7F).filter(c -> ILLEGAL.indexOf(c) < 0).mapToObj(c -> (char) c);
    }

    static IntStream illegalOctets() {
        return IntStream.range(0, 256).filter(c -> c < 0x21 || c > 0x7E || ILLEGAL.indexOf(c) >= 0);
    }

    static IntStream everyOctet() {
        return IntStream.range(0, 256).filter(c -> c != '\n');
    }

    static Stream<byte[]> octetsThatAreNotUtf8() {
        return Stream.of(
                new byte[] {(byte) 0xFF},
                new byte[] {(byte) 0xC0, (byte) 0xAF},
                new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
                new byte[] {(byte) 0xE2, (byte) 0x80},
                new byte[] {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
                new byte[] {0});
    }
}
