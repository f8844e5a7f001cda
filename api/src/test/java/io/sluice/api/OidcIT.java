package io.sluice.api;

import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sluice.servers.RedisServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Tokens of an OpenID provider, which is a server of this test. */
class OidcIT {
    private static final String SETTING = "/v1/namespaces/oidc-it/settings/";

    private static final Provider PROVIDER = Provider.start();
    private static final ApiNode NODE = ApiNode.start(
            RedisServer.shared(),
            "--spring.security.oauth2.resourceserver.jwt.issuer-uri=" + PROVIDER.issuer(),
            "--spring.security.oauth2.resourceserver.jwt.audiences=sluice");

    @BeforeAll
    static void createNamespace() {
        NODE.create("oidc-it");
    }

    @AfterAll
    static void stop() {
        NODE.close();
        PROVIDER.stop();
    }

    @Test
    void writeWhenTheTokenSaysEditorThenDoneAndTheAuthorIsItsSubject() {
        var token = PROVIDER.token(claims("sluice_roles", List.of("staff", "reader", "editor")));
        var answer = NODE.call(token, "PUT", SETTING + "a", "{\"value\":1}");
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        assertThat(json(answer).path("author").asString()).isEqualTo("erika@example.org");
    }

    @Test
    void writeWhenTheTokenSaysReaderThen403() {
        var token = PROVIDER.token(claims("sluice_roles", "reader"));
        assertThat(NODE.call(token, "GET", "/v1/nodes", null).statusCode()).isEqualTo(200);
        assertProblem(NODE.call(token, "PUT", SETTING + "b", "{\"value\":1}"), 403, "forbidden");
    }

    @Test
    void callWhenTheTokenIsConfinedThenOnlyInItsNamespaces() {
        var elsewhere = PROVIDER.token(claims("sluice_namespaces", List.of("other")));
        assertProblem(NODE.call(elsewhere, "GET", SETTING + "a", null), 403, "forbidden");
        var here = PROVIDER.token(claims("sluice_namespaces", List.of("other", "oidc-it")));
        assertThat(NODE.call(here, "GET", "/v1/namespaces/oidc-it", null).statusCode())
                .isEqualTo(200);
        var nowhere = PROVIDER.token(claims("sluice_namespaces", List.of()));
        assertProblem(NODE.call(nowhere, "GET", "/v1/namespaces/oidc-it", null), 403, "forbidden");
        var rubbish = PROVIDER.token(claims("sluice_namespaces", List.of("No Such Name")));
        assertProblem(NODE.call(rubbish, "GET", "/v1/namespaces/oidc-it", null), 401, "unauthorized");
    }

    @Test
    void callerWhenTheTokenIsOfTheProviderThenTheSameIsTold() {
        var told = json(
                NODE.call(PROVIDER.token(claims("sluice_namespaces", List.of("oidc-it"))), "GET", "/v1/caller", null));
        assertThat(told.path("owner").asString()).isEqualTo("erika@example.org");
        assertThat(told.path("role").asString()).isEqualTo("reader");
        assertThat(told.path("namespaces").toString()).isEqualTo("[\"oidc-it\"]");
        assertThat(Instant.parse(told.path("expiresAt").asString()))
                .isBetween(Instant.now(), Instant.now().plus(Duration.ofMinutes(5)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"king", "READER", ""})
    void callWhenTheTokenHasNoRoleThen403(String role) {
        var token = PROVIDER.token(claims("sluice_roles", role));
        assertProblem(NODE.call(token, "GET", "/v1/nodes", null), 403, "forbidden");
    }

    @Test
    void callWhenTheTokenIsNotAValidOneThen401() throws GeneralSecurityException {
        var stranger = Provider.newKey();
        var good = PROVIDER.token(claims("aud", "sluice"));
        for (var token : List.of(
                PROVIDER.token(claims("iss", "https://elsewhere.example")),
                PROVIDER.token(claims("aud", "another-application")),
                PROVIDER.token(claims("aud", null)),
                PROVIDER.token(claims("exp", seconds(Duration.ofMinutes(-5)))),
                PROVIDER.token(claims("nbf", seconds(Duration.ofMinutes(5)))),
                PROVIDER.token(claims("sub", null)),
                PROVIDER.token(claims("sub", "a\nb")),
                Provider.sign(claims("aud", "sluice"), stranger),
                Provider.text("{\"alg\":\"none\"}", claims("aud", "sluice")) + ".",
                PROVIDER.confused(claims("aud", "sluice")),
                good.substring(0, good.lastIndexOf('.') + 1),
                good.substring(0, good.length() - 8) + "AAAAAAAA",
                "a.b.c")) {
            var answer = NODE.call(token, "GET", "/v1/nodes", null);
            assertProblem(answer, 401, "unauthorized");
            assertThat(answer.body()).doesNotContain("elsewhere", "aud", "expired", "Jwt");
        }
        assertThat(NODE.call(good, "GET", "/v1/nodes", null).statusCode()).isEqualTo(200);
    }

    @Test
    void callWhenATokenIsSluicesOwnThenItCountsBesideThem() {
        assertThat(NODE.get("/v1/nodes").statusCode()).isEqualTo(200);
        assertProblem(NODE.call("token-of-a-stranger", "GET", "/v1/nodes", null), 401, "unauthorized");
    }

    @Test
    void callWhenTheProviderIsAwayThen503AndOwnTokensStillCount() {
        var away = Provider.start();
        try (var node = ApiNode.start(
                RedisServer.shared(),
                "--spring.security.oauth2.resourceserver.jwt.issuer-uri=" + away.issuer(),
                "--spring.security.oauth2.resourceserver.jwt.audiences=sluice")) {
            var token = away.token(claims("iss", away.issuer()));
            away.stop();
            var answer = node.call(token, "GET", "/v1/nodes", null);
            assertProblem(answer, 503, "unavailable");
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(node.get("/v1/nodes").statusCode()).isEqualTo(200);
            assertProblem(node.call("token-of-a-stranger", "GET", "/v1/nodes", null), 401, "unauthorized");
        }
    }

    /** Those of a good token, but for this one; null for leaving it out. */
    private static Map<String, Object> claims(String name, @Nullable Object value) {
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", PROVIDER.issuer());
        claims.put("aud", "sluice");
        claims.put("sub", "erika@example.org");
        claims.put("exp", seconds(Duration.ofMinutes(5)));
        claims.put("sluice_roles", List.of("reader"));
        claims.remove(name);
        if (value != null) {
            claims.put(name, value);
        }
        return claims;
    }

    private static long seconds(Duration fromNow) {
        return Instant.now().plus(fromNow).getEpochSecond();
    }

    /** Says who it is and which key it signs with. */
    private record Provider(HttpServer server, KeyPair key) {
        static Provider start() {
            try {
                var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                var provider = new Provider(server, newKey());
                var description = new LinkedHashMap<String, Object>();
                description.put("issuer", provider.issuer());
                description.put("jwks_uri", provider.issuer() + "/keys");
                description.put("authorization_endpoint", provider.issuer() + "/authorize");
                description.put("response_types_supported", List.of("code"));
                description.put("subject_types_supported", List.of("public"));
                description.put("id_token_signing_alg_values_supported", List.of("RS256"));
                provider.serve("/.well-known/openid-configuration", description);
                provider.serve("/keys", Map.of("keys", List.of(provider.jwk())));
                server.start();
                return provider;
            } catch (IOException | GeneralSecurityException e) {
                throw new IllegalStateException("provider: not started", e);
            }
        }

        static KeyPair newKey() throws GeneralSecurityException {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        }

        String issuer() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        String token(Map<String, Object> claims) {
            try {
                return sign(claims, key);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("token: not signed", e);
            }
        }

        static String sign(Map<String, Object> claims, KeyPair key) throws GeneralSecurityException {
            var text = text("{\"alg\":\"RS256\",\"kid\":\"k1\"}", claims);
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + base64(signature.sign());
        }

        /** Signed with the public key as if it were a shared secret. */
        String confused(Map<String, Object> claims) throws GeneralSecurityException {
            var text = text("{\"alg\":\"HS256\",\"kid\":\"k1\"}", claims);
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getPublic().getEncoded(), "HmacSHA256"));
            return text + "." + base64(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        }

        /** Header and claims. */
        static String text(String header, Map<String, Object> claims) {
            return base64(header.getBytes(StandardCharsets.UTF_8)) + "."
                    + base64(JsonMapper.shared().writeValueAsBytes(claims));
        }

        void stop() {
            server.stop(0);
        }

        private Map<String, Object> jwk() {
            var open = (RSAPublicKey) key.getPublic();
            return Map.of(
                    "kty", "RSA",
                    "kid", "k1",
                    "use", "sig",
                    "alg", "RS256",
                    "n", base64(unsigned(open.getModulus())),
                    "e", base64(unsigned(open.getPublicExponent())));
        }

        private static byte[] unsigned(BigInteger number) {
            var bytes = number.toByteArray();
            return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
        }

        private static String base64(byte[] bytes) {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }

        private void serve(String path, Map<String, Object> json) {
            var body = JsonMapper.shared().writeValueAsBytes(json);
            server.createContext(path, exchange -> {
                try (exchange) {
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                }
            });
        }
    }
}
