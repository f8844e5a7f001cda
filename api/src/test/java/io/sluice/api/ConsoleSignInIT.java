package io.sluice.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
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
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Signing in to a console with an OpenID provider, which is a server of this test and trusts everybody. */
class ConsoleSignInIT {
    private static final String REFRESH = "a-token-to-refresh-with";
    private static final Provider PROVIDER = Provider.start();
    private static final ApiNode NODE = ApiNode.start(
            RedisServer.shared(),
            "--sluice.access.tokens[1].owner=rita",
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

    /** Signs in, at the nodes, with what is typed in the filter. */
    private static Tab typing(String... grants) {
        PROVIDER.grants().clear();
        PROVIDER.grants().addAll(List.of(grants));
        var tab = open("#/nodes");
        tab.page().getByText("Sign in with OpenID Connect").click();
        tab.page().getByLabel("Filter").fill("typed");
        assertThat(tab.page().locator(".banner")).containsText("rita");
        return tab;
    }

    private static void requireNothingLost(Tab tab) {
        assertThat(tab.page().locator(".banner")).containsText("rita Editor");
        assertThat(tab.page().getByRole(AriaRole.DIALOG)).hasCount(0);
        assertThat(tab.page().getByLabel("Filter")).hasValue("typed");
        assertThat(tab.page().evaluate("window.same === document.querySelector('input[type=search]')"))
                .isEqualTo(true);
    }

    @Test
    void sessionWhenTheTokenEndsAndAnotherCanBeHadThenTheSameViewGoesOnWithIt() {
        try (var tab = typing(grant(ApiNode.READER, 2, REFRESH), grant(ApiNode.EDITOR, 300, REFRESH))) {
            tab.page().evaluate("window.same = document.querySelector('input[type=search]')");
            requireNothingLost(tab);
            assertThat(tab.page().getByLabel("Filter")).isFocused();
        }
    }

    @Test
    void sessionWhenTheTokenEndsThenSignedInAgainInAWindowOfItsOwnAndNothingIsLost() {
        try (var tab = typing(grant(ApiNode.READER, 3, ""), grant(ApiNode.EDITOR, 300, ""))) {
            tab.page().evaluate("window.same = document.querySelector('input[type=search]')");
            assertThat(dialog(tab)).containsText("What is on the page stays");
            assertThat(tab.page().getByText("Sign in with OpenID Connect")).isFocused();
            tab.requireAccessible().screenshot("sign-in-again");
            var aside = tab.page()
                    .waitForPopup(() ->
                            tab.page().getByText("Sign in with OpenID Connect").click());
            requireNothingLost(tab);
            aside.waitForCondition(aside::isClosed);
        }
    }

    @Test
    void sessionWhenTheTokenEndsAndOneDoesNotWantToSignInThenTheViewIsThereAndCanBeTakenUpAgain() {
        try (var tab = typing(grant(ApiNode.READER, 3, ""))) {
            tab.page().evaluate("window.same = document.querySelector('input[type=search]')");
            assertThat(dialog(tab)).isVisible();
            tab.page().keyboard().press("Escape");
            assertThat(dialog(tab)).hasCount(0);
            assertThat(tab.page().getByLabel("Filter")).hasValue("typed");
            tab.requireAccessible();
            tab.page()
                    .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in again"))
                    .click();
            tab.page().getByLabel("Access token").fill(ApiNode.EDITOR);
            tab.page().keyboard().press("Enter");
            requireNothingLost(tab);
        }
    }

    @Test
    void sessionWhenTheTokenEndsAndSomebodyElseSignsInThenFromTheBeginning() {
        try (var tab = typing(grant(ApiNode.READER, 3, ""))) {
            tab.page().evaluate("window.same = document.querySelector('input[type=search]')");
            assertThat(dialog(tab)).isVisible();
            tab.page().getByLabel("Access token").fill(ApiNode.OPERATOR);
            tab.page().keyboard().press("Enter");
            assertThat(tab.page().locator(".banner")).containsText("olga");
            assertThat(tab.page().getByLabel("Filter")).isVisible();
            assertThat(tab.page().evaluate("document.contains(window.same)")).isEqualTo(false);
        }
    }

    private static Locator dialog(Tab tab) {
        return tab.page().getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("Sign in again"));
    }

    /** What the provider answers next. */
    private static String grant(String token, int seconds, String refresh) {
        return "{\"access_token\":\"%s\",\"expires_in\":%d%s}"
                .formatted(token, seconds, refresh.isEmpty() ? "" : ",\"refresh_token\":\"" + refresh + "\"");
    }

    /** Sends users back at once, with a code that is good once and for who knows what it was asked for with. */
    private record Provider(HttpServer server, Map<String, String> challenges, Queue<String> grants) {
        static Provider start() {
            try {
                var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                var provider = new Provider(server, new ConcurrentHashMap<>(), new ConcurrentLinkedQueue<>());
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
            var isGood = "refresh_token".equals(body.get("grant_type"))
                    ? REFRESH.equals(body.get("refresh_token")) && "console".equals(body.get("client_id"))
                    : challenge != null && challenge.equals(challenge(String.valueOf(body.get("code_verifier"))));
            if (!isGood) {
                send(exchange, 400, "{\"error\":\"invalid_grant\"}");
                return;
            }
            var grant = grants.poll();
            send(exchange, 200, grant == null ? grant(ApiNode.READER, 300, "") : grant);
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
