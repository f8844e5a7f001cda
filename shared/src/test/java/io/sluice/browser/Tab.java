package io.sluice.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A tab with a page. Closing it fails if there was an error on the page's console, an exception that nobody caught, or a violation of
 * the content security policy, which is in force all the time.
 */
public final class Tab implements AutoCloseable {
    /** Folder, from the root of the project, in which screenshots are kept; without it none is taken. */
    private static final String SCREENSHOTS = "sluice.screenshots";

    private static final String REPORT_VIOLATIONS = """
            document.addEventListener('securitypolicyviolation', event =>
                console.error('policy violated: ' + event.violatedDirective + ' by ' + event.blockedURI + ' ' + event.sample))
            """;
    private static final String FIND_FAULTS = """
            () => axe.run().then(found => found.violations
                .map(rule => rule.id + ': ' + rule.help + ': ' + rule.nodes.map(node => node.html + ' ' + node.failureSummary).join(' '))
                .join('; '))
            """;
    /** No page scrolls sideways. */
    private static final String OVERFLOW =
            "document.documentElement.scrollWidth - document.documentElement.clientWidth";

    private static final String TOO_WIDE = """
            () => [...document.querySelectorAll('body *')]
                .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth)
                .map(each => each.tagName + '.' + each.className)
                .join(' ')
            """;
    private static final Duration SETTLED = Duration.ofSeconds(5);
    private static final int WIDE = 1200;
    private static final int NARROW = 360;
    private static final int HEIGHT = 800;
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final BrowserContext context;
    private final Page page;
    private final List<String> faults = new ArrayList<>();
    private final List<Pattern> foreseen = new ArrayList<>();

    private Tab(BrowserContext context) {
        this.context = context;
        context.setDefaultTimeout((double) PATIENCE.toMillis());
        context.addInitScript(REPORT_VIOLATIONS);
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                faults.add("console: " + message.text() + " at " + message.location());
            }
        });
        page.onPageError(error -> faults.add("exception: " + error));
    }

    static Tab open(Browser browser, String address) {
        PlaywrightAssertions.setDefaultAssertionTimeout((double) PATIENCE.toMillis());
        var tab = new Tab(browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(WIDE, HEIGHT)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setLocale("en")));
        tab.page.navigate(address);
        return tab;
    }

    /** The page, for whatever a test does to it. */
    public Page page() {
        return page;
    }

    /** Errors on the console that match are no fault: browsers tell there of every answer such as 401 or 404. */
    public Tab foresee(String regex) {
        foreseen.add(Pattern.compile(regex));
        return this;
    }

    /** Signs in with a token, and waits for the views. */
    public Tab signIn(String token) {
        page.getByLabel("Access token").fill(token);
        page.keyboard().press("Enter");
        page.locator("nav").first().waitFor();
        return this;
    }

    /**
     * Waits until the page says so. It is asked again and again from outside: what Playwright lets the page ask itself needs {@code eval},
     * which the page's policy forbids.
     *
     * @param expression of JavaScript, or a function of nothing
     */
    public Tab await(String expression) {
        Awaitility.await(expression)
                .pollInSameThread()
                .atMost(PATIENCE)
                .until(() -> Boolean.TRUE.equals(page.evaluate(expression)));
        return this;
    }

    /** As somebody sees it whose system is dark. */
    public Tab dark() {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        return this;
    }

    /** As somebody sees it whose system is light. */
    public Tab light() {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        return this;
    }

    /** As on a telephone. */
    public Tab narrow() {
        page.setViewportSize(NARROW, HEIGHT);
        return this;
    }

    /** As on a desk. */
    public Tab wide() {
        page.setViewportSize(WIDE, HEIGHT);
        return this;
    }

    /**
     * Requires of the page as it is now, light and dark, wide and narrow, that axe-core finds no fault, and that nothing has to be
     * scrolled sideways.
     */
    public Tab requireAccessible() {
        for (var look : List.<Runnable>of(this::light, this::dark)) {
            look.run();
            for (var size : List.<Runnable>of(this::narrow, this::wide)) {
                size.run();
                requireNoFault();
            }
        }
        light();
        return this;
    }

    private void requireNoFault() {
        var where = "%s at %d px".formatted(page.title(), page.viewportSize().width);
        page.evaluate(Axe.SOURCE);
        var found = String.valueOf(page.evaluate(FIND_FAULTS));
        if (!found.isEmpty()) {
            throw new AssertionError(where + ": " + found);
        }
        try {
            // What watches its own size follows the window a moment later.
            Awaitility.await()
                    .pollInSameThread()
                    .atMost(SETTLED)
                    .until(() -> page.evaluate(OVERFLOW) instanceof Integer over && over <= 0);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "%s: %s px too wide: %s".formatted(where, page.evaluate(OVERFLOW), page.evaluate(TOO_WIDE)), e);
        }
    }

    /** Keeps what the page looks like, light and dark, if screenshots are asked for. */
    public Tab screenshot(String name) {
        var folder = System.getProperty(SCREENSHOTS, "");
        if (!folder.isEmpty()) {
            light();
            shoot(folder, name + "-light.png");
            dark();
            shoot(folder, name + "-dark.png");
            light();
        }
        return this;
    }

    private void shoot(String folder, String file) {
        page.screenshot(
                new Page.ScreenshotOptions().setPath(Path.of("..", folder).resolve(file)));
    }

    /** The engine, which judges what the page is; it is put into the page from outside, whatever the page's policy is. */
    private static final class Axe {
        static final String SOURCE = read();

        private static String read() {
            try (var in = Tab.class.getResourceAsStream("/axe.min.js")) {
                return new String(Objects.requireNonNull(in, "axe.min.js").readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        context.close();
        var unforeseen = faults.stream()
                .filter(fault ->
                        foreseen.stream().noneMatch(each -> each.matcher(fault).find()))
                .toList();
        if (!unforeseen.isEmpty()) {
            throw new AssertionError(String.join(System.lineSeparator(), unforeseen));
        }
    }
}
