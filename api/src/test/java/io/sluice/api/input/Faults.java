package io.sluice.api.input;

import static io.sluice.api.input.Wire.utf8;

import io.sluice.api.input.Attempt.Due;
import io.sluice.api.input.RawClient.Behind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Everything that is wrong with one call, made of a request that would be accepted. */
final class Faults {
    private static final String YAML = "application/yaml";
    private static final String PROPERTIES = "text/x-java-properties";
    private static final Set<String> KNOWN_METHODS = Set.of("GET", "HEAD", "OPTIONS", "PUT", "POST", "DELETE", "PATCH");

    private final Operation operation;
    private final Wire good;
    private final @Nullable Body body;
    private final Set<String> methods;
    private final List<Attempt> attempts = new ArrayList<>();

    /**
     * The faults of an operation.
     *
     * @param good a request that is accepted
     * @param body its body; null if the operation takes none
     * @param methods of the same path
     */
    Faults(Operation operation, Wire good, @Nullable Body body, Set<String> methods) {
        this.operation = operation;
        this.good = good;
        this.body = body;
        this.methods = methods;
    }

    /** Each fault once. */
    List<Attempt> all(String namespace, int bodyLimit, int valueLimit) {
        method();
        accept();
        authorization();
        http();
        octets();
        query();
        headers();
        if (operation.has("namespace")) {
            namespace();
        }
        if (operation.has("name")) {
            name(namespace);
        }
        if (body != null) {
            mediaType();
            malformed();
            fields(body);
            truncated();
            encodings();
            sizes(body, bodyLimit, valueLimit);
        }
        if (operation.body().containsKey(YAML)) {
            documents(YAML, Documents.YAML);
            documents(PROPERTIES, Documents.PROPERTIES);
        }
        return attempts;
    }

    /** One more, by chance. */
    Attempt random(Random random) {
        if (body == null || random.nextInt(4) == 0) {
            return randomHead(random);
        }
        var text = utf8(body.text());
        int at = random.nextInt(text.length());
        return switch (random.nextInt(5)) {
            case 0 -> refused("random end", good.body(text.substring(0, at)));
            case 1 -> refused("random control", good.body(insert(text, at, control(random))));
            case 2 -> refused("random octet", good.body(insert(text, at, octet(random))));
            case 3 ->
                new Attempt(
                        "random cut",
                        operation.name(),
                        Due.REFUSED_OR_CLOSED,
                        good.head() + "Content-Length: " + text.length() + "\r\n\r\n" + text.substring(0, at),
                        Behind.ENDED);
            default -> {
                var members = body.withMember("\"x" + Integer.toHexString(random.nextInt()) + "\":" + at);
                var member = members.get(random.nextInt(members.size()));
                // What is no field of the body may well be a name of settings.
                yield member.contains("\"settings\":{\"x") || isInTable(member)
                        ? refused("random end", good.body(text.substring(0, at)))
                        : refused("random field", good.body(utf8(member)));
            }
        };
    }

    private boolean isInTable(String member) {
        return operation.name().endsWith("/import")
                && !member.matches("(?s)(?=.*\"settings\").*},\"x[0-9a-f]+\":[0-9]+}");
    }

    private Attempt randomHead(Random random) {
        var target = good.target();
        int at = 1 + random.nextInt(Math.max(1, target.length() - 1));
        return switch (random.nextInt(3)) {
            case 0 ->
                broken(
                        "random target",
                        good.target(insert(target, at, control(random))).octets());
            case 1 ->
                isOurs()
                        ? refused("random parameter", good.query("x" + Integer.toHexString(random.nextInt()) + "=1"))
                        : broken(
                                "random parameter",
                                good.query("x=" + control(random)).octets());
            default ->
                broken(
                        "random header",
                        good.with("X-Odd: a" + control(random) + "b").octets());
        };
    }

    private void method() {
        for (var other :
                List.of("GET", "PUT", "POST", "DELETE", "PATCH", "BREW", "PROPFIND", "TRACE", "get", "G-E_T")) {
            if (!methods.contains(other)) {
                refuse("method", good.method(other));
            }
        }
    }

    private void accept() {
        for (var other : List.of(
                "text/html",
                "image/png",
                "application/x-unknown",
                "text/html;q=0.9, image/*",
                "*/*;q=0",
                "application/json;q=0, application/yaml;q=0, text/x-java-properties;q=0, text/event-stream;q=0",
                "x",
                "text/",
                "/",
                ";",
                "application/json/x",
                "application/json;q=x",
                "application/json;q=2",
                "application/problem+json")) {
            if (isOurs()) {
                refuse("accept", good.header("Accept", other));
            }
        }
    }

    /** Whether the document has it: what Boot serves besides has ways of its own. */
    private boolean isOurs() {
        return operation.path().startsWith("/v1/");
    }

    /** Whether it is told to everybody: how the node is, and the page that asks for a token. */
    private boolean isOpen() {
        return operation.path().startsWith("/actuator/health")
                || operation.path().startsWith("/assets/")
                || List.of("/", "/console.json").contains(operation.path());
    }

    private void authorization() {
        if (isOpen()) {
            return;
        }
        refuse("authorization", good.without("Authorization"));
        for (var other : List.of(
                "",
                "Bearer",
                "Bearer ",
                "Bearer  ",
                "Bearer x",
                "Bearer a b",
                "Bearer a,b",
                "Bearer " + "x".repeat(4000),
                "Bearer \u00E9",
                "Bearer %00",
                "Bearer =",
                "Bearer a.b.c",
                "Bearer eyJhbGciOiJub25lIn0.e30.",
                "Basic cml0YTpyaXRh",
                "Basic x",
                "Digest x",
                "Negotiate",
                "token-of-an-operator",
                "Bearer\ttoken-of-an-operator",
                "BearerX token-of-an-operator",
                "Bearer token-of-an-operator x",
                "Bearer token-of-a-former-operator")) {
            refuse("authorization", good.header("Authorization", other));
        }
        refuse("authorization", good.without("Authorization").query("access_token=token-of-an-operator"));
    }

    private void http() {
        var text = good.octets();
        var end = text.substring(text.indexOf("\r\n"));
        var line = good.method() + " " + good.target();
        for (var version :
                List.of("HTTP/9.9", "HTTP/2.0", "HTTP/1.10", "HTTP/x", "http/1.1", "XTTP/1.1", "HTTP/1.1 x", "")) {
            attempts.add(new Attempt(
                    "http version", operation.name(), Due.NOT_SPOKEN, line + " " + version + end, Behind.ENDED));
        }
        for (var start : List.of(
                good.method() + good.target() + " HTTP/1.1",
                good.method() + "\t" + good.target() + "\tHTTP/1.1\t",
                good.method() + " \"" + good.target() + "\" HTTP/1.1",
                "G(T " + good.target() + " HTTP/1.1",
                "\u0000" + line + " HTTP/1.1",
                good.method() + " nowhere HTTP/1.1",
                good.method() + " //" + good.target() + " HTTP/1.1",
                good.method() + " " + good.target() + "#x HTTP/1.1",
                good.method() + " http://[::1" + good.target() + " HTTP/1.1",
                good.method() + " http://a b" + good.target() + " HTTP/1.1")) {
            broken("request line", start + end, Behind.ENDED);
        }
        for (var header : List.of(
                "Host: y",
                "Host : x",
                ": x",
                "No colon",
                "A b: c",
                "A\u0001: c",
                "A(: c",
                "\u00E9: c",
                "A: b\u0000c",
                "A: b\u007Fc",
                "A: b\u001Bc",
                "Content-Length: -1",
                "Content-Length: x",
                "Content-Length: 1e3",
                "Content-Length: 99999999999999999999",
                "Content-Length: 0x10",
                "Content-Length: 3, 4",
                "Transfer-Encoding: chunked, chunked",
                "X: " + "x".repeat(20_000))) {
            broken("header line", good.head() + header + "\r\n" + rest(), Behind.ENDED);
        }
        for (var header : List.of("Transfer-Encoding: y", "Transfer-Encoding: gzip", "Transfer-Encoding: gzip, x")) {
            attempts.add(new Attempt(
                    "transfer coding",
                    operation.name(),
                    Due.NOT_SPOKEN,
                    good.head() + header + "\r\n\r\n",
                    Behind.ENDED));
        }
        broken("host", good.without("Host").octets(), Behind.ENDED);
        for (var host : List.of("a b", "a/b", "a:b", "[::", "\u00E9", "a\"b")) {
            broken("host", good.header("Host", host).octets(), Behind.ENDED);
        }
    }

    private String rest() {
        return good.body() == null ? "\r\n" : "Content-Length: " + good.body().length() + "\r\n\r\n" + good.body();
    }

    /** Every octet that may not stand there, raw. */
    private void octets() {
        IntStream.concat(IntStream.rangeClosed(0, 0x20), IntStream.range(0x7F, 0x100))
                .forEach(octet -> {
                    char c = (char) octet;
                    // A line feed ends the line, and what is before it is HTTP/0.9; a tab is as good as a blank.
                    if ("\t\n\r ".indexOf(c) < 0) {
                        broken(
                                "octet in the path",
                                good.target(good.target() + c).octets(),
                                Behind.ENDED);
                        broken("octet in the query", good.query("prefix=" + c).octets(), Behind.ENDED);
                    }
                    if (c < 0x20 && "\t\n\r".indexOf(c) < 0) {
                        broken(
                                "octet in a header",
                                good.header("X-Request-Id", "a" + c + "b").octets(),
                                Behind.ENDED);
                    }
                });
        if (isOurs()) {
            for (int octet = 0; octet <= 0x20; octet++) {
                var escaped = "%%%02x".formatted(octet);
                refuse("octet in a parameter's name", good.query("x" + escaped + "=1"));
            }
        }
    }

    private void query() {
        if (!isOurs()) {
            return;
        }
        for (var pair : List.of(
                "x=1", "x", "=1", "X-Y=1", "LIMIT=1", "Prefix=a", "author=me", "_method=DELETE", "%00=1", "a%FF=1")) {
            refuse("unknown parameter", good.query(pair));
        }
        for (var parameter : operation.parameters()) {
            if (!parameter.in().equals("query")) {
                continue;
            }
            var name = parameter.name();
            for (var octets : Odd.QUERY_OCTETS) {
                refuse("encoding of a parameter", good.query(name + "=" + octets));
            }
            refuse("parameter twice", good.query(name + "=1").query(name + "=1"));
            refuse("parameter twice", good.query(name).query(name + "=true"));
            for (var value : oddValues(parameter)) {
                refuse("value of a parameter", good.query(name + "=" + Wire.percent(value)));
            }
        }
    }

    private static List<String> oddValues(Operation.Parameter parameter) {
        var schema = parameter.schema();
        var odd = new ArrayList<String>();
        var type = schema.path("type").asString("");
        if (type.equals("integer")) {
            odd.addAll(List.of(
                    "",
                    " ",
                    "x",
                    "-1",
                    "0",
                    "1001",
                    "1.0",
                    "1e2",
                    "+1",
                    "01",
                    " 1",
                    "1 ",
                    "1,000",
                    "0x1",
                    "\u0661",
                    "1\u0000",
                    "2147483648",
                    "9223372036854775808",
                    "99999999999999999999999",
                    "-9223372036854775808",
                    "NaN",
                    "null",
                    "true"));
        } else if (type.equals("boolean")) {
            odd.addAll(
                    List.of("", " ", "TRUE", "True", "yes", "1", "0", "on", "null", "true ", "true,false", "\u0000"));
        } else if (schema.has("enum")) {
            odd.addAll(List.of(
                    "",
                    " ",
                    "x",
                    "null",
                    "0",
                    "memory ",
                    "Applied",
                    "REDIS",
                    "merge,replace",
                    "merge ",
                    " redis",
                    "\u0000applied",
                    "memory\t",
                    "\u0000",
                    "\uD83D\uDE00"));
        } else if (schema.has("pattern")) {
            odd.addAll(List.of(
                    " ",
                    "x",
                    "0",
                    "-1",
                    "s",
                    "1h",
                    "1 s",
                    "61s",
                    "0ms",
                    "0s",
                    "999999s",
                    "1.5s",
                    "PT1S",
                    "1-",
                    "-1-1",
                    "1-0",
                    "1-x",
                    "1".repeat(40) + "s",
                    "1:1",
                    ":",
                    "\u0661s",
                    "1s\u0000",
                    "\u0000"));
        } else if (schema.path("maxLength").asInt(0) == 1000) {
            odd.addAll(List.of("x".repeat(1001), "\u00E9".repeat(1001)));
        } else if (schema.path("maxLength").asInt(0) == 200) {
            odd.addAll(List.of("", " ", "a b", "..", "a//b", "a;b", "\u0000", "x".repeat(201), "\u2028", "a%b"));
        }
        return odd;
    }

    private void headers() {
        if (operation.takes("If-Match")) {
            for (var value : List.of(
                    "",
                    "x",
                    "1",
                    "\"",
                    "\"\"\"",
                    "'1'",
                    "*, \"1\"",
                    "**",
                    "W/",
                    "w/\"1\"",
                    "\"1\" \"2\"",
                    "\"a b\"",
                    "\"1",
                    "1\"",
                    "\"1\"x",
                    ",",
                    "\"\u00E9",
                    "\"1\",,x")) {
                refuse("If-Match", good.header("If-Match", value));
            }
            // Tags of nothing.
            for (var value : List.of(
                    "\"1\"",
                    "\"x\"",
                    "\"0\"",
                    "\"-1\"",
                    "\"99999999999999999999\"",
                    "W/\"1\"",
                    "\"\"",
                    "\"1\",\"2\"")) {
                refuse("If-Match", good.header("If-Match", value));
            }
        }
        if (operation.takes("If-None-Match") && !operation.method().equals("GET")) {
            for (var value : List.of("", "x", "\"1\"", "*, *", "**", "W/\"1\"", "\"*\"")) {
                refuse("If-None-Match", good.header("If-None-Match", value));
            }
            refuse("If-None-Match", good.header("If-None-Match", "*").header("If-Match", "*"));
        }
        if (operation.takes("Idempotency-Key")) {
            for (var value :
                    List.of("", "a b", "a\tb", "x".repeat(129), "\u00E9", "\u00C3\u00A9", "\u00A0", "\u0080")) {
                refuse("Idempotency-Key", good.header("Idempotency-Key", value));
            }
            refuse("Idempotency-Key twice", good.with("Idempotency-Key: a").with("Idempotency-Key: b"));
        }
        if (operation.takes("Last-Event-ID")) {
            for (var value : List.of(
                    "x",
                    "1",
                    ":",
                    "1:1",
                    "1-1:1",
                    "-:1",
                    "1-0a1b2c3d",
                    "1-0a1b2c3d:",
                    "1-0a1b2c3d:-1",
                    "1-0A1B2C3D:1",
                    "1-0a1b2c3d:1:1",
                    "1-0a1b2c3d:9999999999999999999",
                    "99999999999999999-0a1b2c3d:1",
                    "1-0a1b2c3d:1 2",
                    "\u00E9",
                    "*",
                    "\"1\"")) {
                refuse("Last-Event-ID", good.header("Last-Event-ID", value));
                refuse("lastEventId", good.query("lastEventId=" + Wire.percent(value)));
            }
        }
    }

    private void namespace() {
        for (var odd : Odd.PATH_NAMESPACES) {
            refuse("namespace", good.target(operation.path(odd, "a")));
        }
        if (!operation.name().equals("PUT /v1/namespaces/{namespace}")) {
            refuse("namespace", good.target(operation.path("no-such", "a")));
        }
    }

    private void name(String namespace) {
        for (var odd : Odd.PATH_NAMES) {
            // The path of all settings has another call.
            if (!odd.isEmpty() || !operation.method().equals("GET")) {
                refuse("name in the path", good.target(operation.path(namespace, odd)));
            }
        }
        if (!operation.method().equals("GET")) {
            refuse("name of Sluice's own", good.target(operation.path(namespace, "$namespace")));
            refuse("name of Sluice's own", good.target(operation.path(namespace, "%24mine")));
        }
    }

    private void mediaType() {
        for (var type : List.of(
                "text/plain",
                "text/html",
                "application/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/octet-stream",
                "application/x-ndjson",
                "application/cbor",
                "application/x-java-serialized-object",
                "*/*",
                "application/*",
                "json",
                "x",
                "/",
                "application/json/x",
                "application/",
                "application/json; charset=x",
                "application/json; charset=utf-16",
                "application/json; charset=ISO-8859-1",
                "application/json; charset=\"")) {
            refuse("content type", good.header("Content-Type", type));
        }
        refuse("no content type", good.without("Content-Type"));
        refuse("content type twice", good.with("Content-Type: text/plain"));
        for (var coding : List.of("gzip", "br", "deflate", "x", "gzip, gzip", "aws-chunked")) {
            refuse("content coding that it has not", good.header("Content-Encoding", coding));
        }
        refuse("content coding", good.header("Content-Encoding", "gzip").body(gzip(good.text())));
        refuse("content coding untold", good.body(gzip(good.text())));
        refuse("no body", good.body(null).with("Content-Length: 0"));
    }

    private void malformed() {
        for (var document : Odd.DOCUMENTS) {
            refuse("document", good.body(document));
        }
        for (var value : Odd.VALUES) {
            refuse("document", good.body(value));
        }
        for (int c = 0; c < 0x20; c++) {
            if (c != '\t' && c != '\n' && c != '\r') {
                refuse(
                        "control between tokens",
                        good.body("{" + (char) c + good.text().substring(1)));
            }
        }
    }

    private void fields(Body accepted) {
        for (var spot : accepted.spots()) {
            for (var odd : Odd.VALUES) {
                refuse("value of " + spot.key(), good.body(insertRaw(spot, odd)));
            }
            for (var odd : Odd.against(spot.schema())) {
                refuse("type of " + spot.key(), good.body(utf8(spot.with(odd))));
            }
            for (int c = 0; c < 0x20; c++) {
                refuse("raw control in " + spot.key(), good.body(utf8(spot.with("\"a" + (char) c + "b\""))));
            }
            if (spot.schema().path("maxLength").asInt(0) == 200) {
                for (var odd : Odd.JSON_NAMES) {
                    refuse("name in the body", good.body(utf8(spot.with(odd))));
                }
            }
        }
        for (var duplicate : accepted.withDuplicates()) {
            refuse("key twice", good.body(utf8(duplicate)));
        }
        for (var key : List.of(
                "x",
                "",
                " ",
                "Value",
                "VALUE",
                "author",
                "revision_",
                "__proto__",
                "constructor",
                "@class",
                "$type",
                "a.b")) {
            for (var more : accepted.withMember("\"" + key + "\":1")) {
                if (!isTable(more, key)) {
                    refuse("unknown field", good.body(utf8(more)));
                }
            }
        }
        for (var more : accepted.withMember("\"x\":" + "[".repeat(100_000))) {
            refuse("unknown field, deep", good.body(utf8(more)));
        }
        if (operation.name().endsWith("/import")) {
            for (var odd : Odd.JSON_NAMES) {
                for (var spot : accepted.spots()) {
                    if (spot.is("settings")) {
                        refuse("name in the body", good.body(utf8(spot.with("{" + odd + ":1}"))));
                    }
                }
            }
        }
        if (operation.name().endsWith("/changes")) {
            changes();
        }
    }

    /** Odd values as octets, whatever else there is as UTF-8. */
    private static String insertRaw(Body.Spot spot, String octets) {
        return utf8(spot.with("\uE000")).replace(utf8("\uE000"), octets);
    }

    private boolean isTable(String member, String key) {
        var inner = "\"" + key + "\":1}}";
        return operation.name().endsWith("/import") && member.contains(inner);
    }

    private void changes() {
        for (var changes : List.of(
                "[]",
                "[null]",
                "[{}]",
                "[{\"name\":\"a\"}]",
                "[{\"value\":1}]",
                "[{\"name\":null,\"value\":1}]",
                "[{\"name\":\"a\",\"value\":1,\"remove\":true}]",
                "[{\"name\":\"a\",\"remove\":false}]",
                "[{\"name\":\"a\",\"value\":1},{\"name\":\"a\",\"value\":2}]",
                "[{\"name\":\"e\\u0301\",\"value\":1},{\"name\":\"\\u00e9\",\"value\":2}]",
                "[{\"name\":\"b\",\"value\":1},{\"name\":\"a b\",\"value\":2}]",
                "[{\"name\":\"b\",\"value\":1},{\"name\":\"c\",\"remove\":true,\"ifRevision\":1}]",
                "[" + "{\"name\":\"a\",\"value\":1},".repeat(1001) + "null]",
                IntStream.rangeClosed(0, 1000)
                        .mapToObj("{\"name\":\"n%d\",\"value\":1}"::formatted)
                        .collect(java.util.stream.Collectors.joining(",", "[", "]")))) {
            refuse("changes", good.body("{\"changes\":" + changes + "}"));
        }
    }

    private void truncated() {
        var text = good.text();
        var head = good.head();
        for (int cut = 0; cut < text.length(); cut++) {
            refuse("end too early", good.body(text.substring(0, cut)));
        }
        for (int cut : new int[] {0, 1, text.length() / 2, text.length() - 1}) {
            var part = text.substring(0, cut);
            broken("cut", head + "Content-Length: " + text.length() + "\r\n\r\n" + part, Behind.ENDED);
            var chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
            broken("cut in a chunk", chunked + Integer.toHexString(text.length()) + "\r\n" + part, Behind.ENDED);
            broken(
                    "cut behind a chunk",
                    chunked + Integer.toHexString(cut + 1) + "\r\n" + text.substring(0, cut + 1),
                    Behind.ENDED);
        }
        // Complete JSON, but not a complete request.
        broken(
                "cut behind the JSON",
                head + "Content-Length: " + (text.length() + 1) + "\r\n\r\n" + text,
                Behind.ENDED);
        var chunk = Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
        broken("no last chunk", head + "Transfer-Encoding: chunked\r\n\r\n" + chunk, Behind.ENDED);
        for (var size :
                List.of("x", "-1", "0x5", " ", "", "ffffffffffffffff", "7fffffff", "1 2", "5;\u0000", "\u00E9")) {
            broken(
                    "size of a chunk",
                    head + "Transfer-Encoding: chunked\r\n\r\n" + size + "\r\n" + text + "\r\n0\r\n\r\n",
                    Behind.ENDED);
        }
        broken(
                "chunk longer than it says",
                head + "Transfer-Encoding: chunked\r\n\r\n1\r\n" + text + "\r\n0\r\n\r\n",
                Behind.ENDED);
        broken(
                "two lengths",
                head + "Content-Length: " + text.length() + "\r\nContent-Length: " + (text.length() - 1) + "\r\n\r\n"
                        + text,
                Behind.ENDED);
    }

    private void encodings() {
        var text = body == null ? "" : body.text();
        for (var charset : List.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "IBM037")) {
            var octets = new String(text.getBytes(Charset.forName(charset)), StandardCharsets.ISO_8859_1);
            refuse("encoding", good.body(octets));
            refuse("encoding, told", good.body(octets).header("Content-Type", "application/json; charset=" + charset));
        }
        var latin = text.substring(0, text.length() - 1) + ",\"reason\":\"\u00E9\"}";
        refuse("encoding", good.body(latin));
        refuse("encoding, told", good.body(latin).header("Content-Type", "application/json; charset=ISO-8859-1"));
    }

    private void sizes(Body accepted, int bodyLimit, int valueLimit) {
        var text = utf8(accepted.text());
        var padded = text + " ".repeat(bodyLimit + 1 - text.length());
        refuse("body over the limit", good.body(padded));
        attempts.add(new Attempt(
                "body over the limit in chunks",
                operation.name(),
                Due.REFUSED,
                good.body(padded).chunked(8192),
                Behind.OPEN));
        broken("body far over the limit", good.head() + "Content-Length: 1000000000000\r\n\r\n" + text, Behind.ENDED);
        for (var spot : accepted.spots()) {
            if (spot.is("value")) {
                refuse("value over the limit", good.body(spot.with("\"" + "x".repeat(valueLimit - 1) + "\"")));
                refuse(
                        "value over the limit",
                        good.body(utf8(spot.with("\"" + "\u00E9".repeat(valueLimit / 2) + "\""))));
                refuse("value over the limit", good.body(spot.with("[" + "1,".repeat(valueLimit / 2) + "1]")));
            }
        }
    }

    private void documents(String type, List<String> documents) {
        var typed = good.header("Content-Type", type);
        for (var document : documents) {
            refuse(type, typed.body(utf8(document)));
        }
        for (int c = 0; c < 0x20; c++) {
            if (c != '\t' && c != '\n' && c != '\r' && type.equals(YAML)) {
                refuse(type, typed.body("format: 1\nsettings:\n  a: \"x" + (char) c + "y\"\n"));
            }
        }
        for (var octets : List.of("\u00FF", "\u00C0\u00AF", "\u00ED\u00A0\u0080", "\u00E2\u0080")) {
            refuse(type, typed.body("format: 1\nsettings:\n  a: \"" + octets + "\"\n"));
            refuse(type, typed.body("$format=1\na=" + octets + "\n"));
        }
        refuse(type, typed.header("Content-Type", type + "; charset=utf-16"));
        refuse(type, typed.header("Content-Type", type + "; charset=ISO-8859-1"));
    }

    private void refuse(String kind, Wire wire) {
        attempts.add(refused(kind, wire));
    }

    private Attempt refused(String kind, Wire wire) {
        return KNOWN_METHODS.contains(wire.method()) || !wire.method().equals("TRACE")
                ? Attempt.refused(kind, operation, wire)
                : Attempt.refused(kind, operation, wire.body(null));
    }

    private void broken(String kind, String octets, Behind behind) {
        attempts.add(new Attempt(kind, operation.name(), Due.REFUSED_OR_CLOSED, octets, behind));
    }

    private Attempt broken(String kind, String octets) {
        return Attempt.broken(kind, operation, octets);
    }

    private static String insert(String text, int at, String more) {
        return text.substring(0, at) + more + text.substring(at);
    }

    /** One that is no white space, neither for JSON nor for HTTP. */
    private static String control(Random random) {
        int c = random.nextInt(0x1D);
        return Character.toString(c < 9 ? c : c < 11 ? c + 2 : c + 3);
    }

    /** One that UTF-8 does not have. */
    private static String octet(Random random) {
        return Character.toString(random.nextBoolean() ? 0xF8 + random.nextInt(8) : 0xC0 + random.nextInt(2));
    }

    private static String gzip(String text) {
        var target = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(target)) {
            gzip.write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return target.toString(StandardCharsets.ISO_8859_1);
    }
}
