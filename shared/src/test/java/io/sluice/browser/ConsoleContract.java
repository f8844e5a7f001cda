package io.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** What holds for both consoles: they are reached, signed in to, read and operated in the same way. */
public abstract class ConsoleContract {
    /** All that a browser can load of a console, compressed. */
    private static final int HEAVIEST = 300 * 1024;

    private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"(assets/[^\"]+)\"");
    private static final Pattern PACKAGE =
            Pattern.compile("<artifactItem>\\s*<groupId>[^<]+</groupId>\\s*<artifactId>([^<]+)</artifactId>");
    private static final String WRONG_TOKEN = "status of 401";

    private final HttpClient client = HttpClient.newHttpClient();

    /** Of the application, such as {@code http://127.0.0.1:8080}. */
    protected abstract String address();

    /** A reader's. */
    protected abstract String token();

    /** The heading of the first view. */
    protected abstract String heading();

    /** A text that stands in the first view. */
    protected abstract String shown();

    private Tab open() {
        return Chromium.shared().open(address() + "/");
    }

    private Locator heading(Tab tab) {
        return tab.page()
                .getByRole(
                        AriaRole.HEADING,
                        new Page.GetByRoleOptions().setName(heading()).setExact(true));
    }

    private Locator shown(Tab tab) {
        return tab.page()
                .getByText(shown(), new Page.GetByTextOptions().setExact(true))
                .filter(new Locator.FilterOptions().setVisible(true))
                .first();
    }

    @Test
    void signInWhenTheTokenIsWrongThenSaidAndTheNextOneCounts() {
        try (var tab = open().foresee(WRONG_TOKEN)) {
            tab.page().getByLabel("Access token").fill("token-of-a-stranger");
            tab.page().keyboard().press("Enter");
            assertThat(tab.page().getByRole(AriaRole.ALERT)).containsText("This token is not valid");
            tab.signIn(token());
            assertThat(heading(tab)).isVisible();
            assertThat(shown(tab)).isVisible();
            assertThat(tab.page().locator("header")).containsText("Signed in as rita Reader");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "tökén of a stränger"})
    void signInWhenItIsNoTokenThenSaid(String token) {
        try (var tab = open()) {
            tab.page().getByLabel("Access token").fill(token);
            tab.page().keyboard().press("Enter");
            assertThat(tab.page().getByRole(AriaRole.ALERT)).isVisible();
        }
    }

    @Test
    void sessionWhenSignedInThenOfTheTabOnlyUntilSignedOut() {
        try (var tab = open().signIn(token())) {
            tab.page().reload();
            assertThat(heading(tab)).isVisible();
            assertThat(tab.page()
                            .evaluate("JSON.stringify(localStorage) + document.cookie")
                            .toString())
                    .doesNotContain(token());
            var second = tab.page().context().newPage();
            second.navigate(address() + "/");
            assertThat(second.getByLabel("Access token")).isVisible();
            tab.page()
                    .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out"))
                    .click();
            assertThat(tab.page().getByLabel("Access token")).isVisible();
            assertThat(tab.page().evaluate("JSON.stringify(sessionStorage)").toString())
                    .doesNotContain(token());
        }
    }

    @Test
    void sessionWhenTheTokenIsNoLongerValidThenSignedOutAndSaidSo() {
        try (var tab = open().foresee(WRONG_TOKEN)) {
            tab.page().evaluate("sessionStorage.setItem('sluice.session', '{\"token\":\"token-of-a-stranger\"}')");
            tab.page().reload();
            assertThat(tab.page().getByText("You have been signed out")).isVisible();
        }
    }

    @Test
    void pageWhenLookedAtByAnybodyThenAccessible() {
        try (var tab = open()) {
            tab.page().getByLabel("Access token").waitFor();
            tab.requireAccessible().screenshot(screenshots() + "sign-in").signIn(token());
            shown(tab).waitFor();
            tab.requireAccessible().screenshot(screenshots() + "start");
        }
    }

    /** What the names of its screenshots begin with. */
    protected abstract String screenshots();

    @Test
    void appearanceWhenChosenThenKept() {
        try (var tab = open().light()) {
            var select = tab.page().getByLabel("Appearance");
            var ground = "getComputedStyle(document.body).backgroundColor";
            var light = tab.page().evaluate(ground);
            select.selectOption("dark");
            assertThat(tab.page().evaluate(ground)).isNotEqualTo(light);
            tab.page().reload();
            assertThat(tab.page().getByLabel("Appearance")).hasValue("dark");
            assertThat(tab.page().evaluate(ground)).isNotEqualTo(light);
            tab.page().getByLabel("Appearance").selectOption("auto");
            assertThat(tab.page().evaluate(ground)).isEqualTo(light);
        }
    }

    @Test
    void pageWhenThereIsOnlyAKeyboardThenUsable() {
        try (var tab = open()) {
            var keyboard = tab.page().keyboard();
            tab.page().getByLabel("Access token").waitFor();
            keyboard.press("Tab");
            assertThat(tab.page().getByText("Skip to the content")).isFocused();
            keyboard.press("Enter");
            keyboard.press("Tab");
            assertThat(tab.page().getByLabel("Access token")).isFocused();
            keyboard.type(token());
            keyboard.press("Tab");
            keyboard.press("Enter");
            assertThat(heading(tab)).isVisible();
            tab.page().getByText("Skip to the content").focus();
            keyboard.press("Enter");
            assertThat(tab.page().locator("main")).isFocused();
        }
    }

    @Test
    void pageWhenServedBelowAPrefixThenTheSame() {
        try (var proxy = PrefixProxy.to(address());
                var tab = Chromium.shared().open(proxy.address())) {
            tab.signIn(token());
            assertThat(heading(tab)).isVisible();
            assertThat(shown(tab)).isVisible();
            tab.page().reload();
            assertThat(shown(tab)).isVisible();
        }
    }

    @Test
    void filesWhenFetchedThenOpenCompressedAndKeptAsLongAsTheyMayBe() throws IOException, InterruptedException {
        var page = fetch("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Cache-Control")).isEqualTo("no-cache");
        assertThat(header(page, "Content-Encoding")).isEmpty();
        assertThat(header(page, "Content-Security-Policy"))
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                .contains("frame-ancestors 'none'", "require-trusted-types-for 'script'")
                .doesNotContain("unsafe");
        assertThat(header(page, "Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(page, "Referrer-Policy")).isEqualTo("no-referrer");
        var assets = ASSET.matcher(page.body())
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(assets).hasSize(2);
        for (var asset : assets) {
            var answer = fetch("/" + asset, "Accept-Encoding", "br, gzip;q=0.8");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(header(answer, "Content-Encoding")).isEqualTo("gzip");
            assertThat(header(answer, "Cache-Control")).contains("public", "max-age=31536000", "immutable");
        }
        assertThat(fetch("/assets/app.js").statusCode()).isEqualTo(404);
        assertThat(fetch("/?code=a&state=b").statusCode()).isEqualTo(200);
        assertThat(fetch("/console.json").body()).contains("\"colour\":\"none\"", "\"oidc\":null");
    }

    @Test
    void licencesWhenFollowedFromThePageThenNameEveryPackageInItWithItsTerms()
            throws IOException, InterruptedException {
        try (var tab = open()) {
            var there = tab.page().getByText("Licences").getAttribute("href");
            var answer = fetch(there.substring(address().length()));
            assertThat(header(answer, "Content-Type")).isEqualTo("text/plain;charset=UTF-8");
            var pom = Files.readString(Path.of("..", "pom.xml"));
            var packages = PACKAGE.matcher(pom.substring(pom.indexOf("<id>console-packages</id>")))
                    .results()
                    .map(found -> found.group(1))
                    .filter(name -> !name.startsWith("esbuild"))
                    .toList();
            assertThat(packages).hasSizeGreaterThan(10);
            assertThat(answer.body().lines())
                    .anySatisfy(line -> assertThat(line).startsWith("Permission is hereby"));
            assertThat(packages)
                    .allSatisfy(name -> assertThat(answer.body()).containsPattern("(?m)^(@\\w+/)?" + name + " \\d"));
        }
    }

    @Test
    void filesWhenAllAreLoadedThenLight() throws IOException {
        var files = new PathMatchingResourcePatternResolver().getResources("classpath*:console/**/*.*");
        assertThat(files).hasSizeGreaterThan(2);
        var weight = 0;
        for (var file : files) {
            var packed = new ByteArrayOutputStream();
            try (var in = file.getInputStream();
                    var gzip = new GZIPOutputStream(packed)) {
                in.transferTo(gzip);
            }
            weight += packed.size();
        }
        assertThat(weight).isLessThan(HEAVIEST);
    }

    private HttpResponse<String> fetch(String path, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(address() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
