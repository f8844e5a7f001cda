package io.sluice.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.browser.Chromium;
import io.sluice.browser.Tab;
import io.sluice.servers.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Signing in to a console with an OpenID provider, which is a server of this test and trusts everybody. */
class ConsoleSignInIT {
    private static final Provider PROVIDER = Provider.start();
    private static final ApiNode NODE = ApiNode.start(
            RedisServer.shared(),
            "--sluice.console.title=Hall 3",
            "--sluice.console.colour=red",
            "--sluice.console.operator-url=https://sluice.example.org/operator/",
            "--sluice.console.oidc.client-id=console",
            "--sluice.console.oidc.issuer=" + PROVIDER.issuer());

    @BeforeAll
    static void createNamespace() {
        NODE.create("console-sign-in-it");
    }

    @AfterAll
    static void stop() {
        NODE.close();
        PROVIDER.server.stop(0);
    }

    private static Tab open(String query) {
        return Chromium.shared().open(NODE.address() + "/" + query);
    }

    @Test
    void signInWhenTheProviderAgreesThenBackWhereOneWas() {
        try (var tab = open("#/namespaces?prefix=a")) {
            tab.requireAccessible();
            tab.page().getByText("Sign in with OpenID Connect").click();
            tab.page().locator("nav").waitFor();
            assertThat(tab.page().getByText("console-sign-in-it").first()).isVisible();
            assertThat(tab.page().url()).isEqualTo(NODE.address() + "/#/namespaces?prefix=a");
            assertThat(tab.page().getByText("Hall 3")).isVisible();
            assertThat(tab.page().getByText("Operator console"))
                    .hasAttribute("href", "https://sluice.example.org/operator/");
            tab.requireAccessible();
        }
    }

    @Test
    void signInWhenTheAnswerBelongsToNoRequestThenRefused() {
        try (var tab = open("?code=a-code-of-somebody-else&state=x")) {
            assertThat(tab.page().getByText("does not belong to a sign-in")).isVisible();
            assertThat(tab.page().url()).isEqualTo(NODE.address() + "/");
        }
    }

    @Test
    void signInWhenTheProviderRefusesThenSaidWhy() {
        try (var tab = open("?error=access_denied&error_description=not+of+this+house&state=x")) {
            assertThat(tab.page().getByText("not of this house")).isVisible();
            assertThat(tab.page().getByLabel("Access token")).isVisible();
        }
    }

    /** Sends users back at once, with a code that is good once and for who knows what it was asked for with. */
    private record Provider(HttpServer server, Map<String, String> challenges) {
        static Provider start() {
            try {
                var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                var provider = new Provider(server, new ConcurrentHashMap<>());
                server.createContext(
                        "/.well-known/openid-configuration",
                        exchange -> send(
                                exchange,
                                200,
                                "{\"issuer\":\"%1$s\",\"authorization_endpoint\":\"%1$s/authorize\",\"token_endpoint\":\"%1$s/token\"}"
                                        .formatted(provider.issuer())));
                server.createContext("/authorize", provider::authorize);
                server.createContext("/token", provider::token);
                server.start();
                return provider;
            } catch (IOException e) {
                throw new IllegalStateException("provider: not started", e);
            }
        }

        String issuer() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        private void authorize(HttpExchange exchange) throws IOException {
            var query = form(exchange.getRequestURI().getRawQuery());
            if (!"console".equals(query.get("client_id")) || !"S256".equals(query.get("code_challenge_method"))) {
                send(exchange, 400, "{}");
                return;
            }
            var code = "code-" + challenges.size();
            challenges.put(code, String.valueOf(query.get("code_challenge")));
            exchange.getResponseHeaders()
                    .set(
                            "Location",
                            "%s?code=%s&state=%s&iss=%s"
                                    .formatted(
                                            query.get("redirect_uri"),
                                            code,
                                            query.get("state"),
                                            URLEncoder.encode(issuer(), StandardCharsets.UTF_8)));
            send(exchange, 302, "");
        }

        private void token(HttpExchange exchange) throws IOException {
            var body = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            var challenge = challenges.remove(String.valueOf(body.get("code")));
            if (challenge == null || !challenge.equals(challenge(String.valueOf(body.get("code_verifier"))))) {
                send(exchange, 400, "{\"error\":\"invalid_grant\"}");
                return;
            }
            send(exchange, 200, "{\"access_token\":\"%s\",\"expires_in\":300}".formatted(ApiNode.READER));
        }

        private static String challenge(String verifier) {
            try {
                var digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
                return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        private static Map<String, String> form(String text) {
            var form = new TreeMap<String, String>();
            for (var pair : text.split("&", -1)) {
                var parts = pair.split("=", 2);
                form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
            return form;
        }

        private static void send(HttpExchange exchange, int status, String json) throws IOException {
            try (exchange) {
                var body = json.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
                exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }
}
