package io.sluice.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The browser of this JVM, which the system has. To be used by one thread. */
public final class Chromium {
    /** Where the browser is, if it is at none of the places where it is looked for. */
    private static final String PROPERTY = "sluice.chromium";

    private static final List<String> PLACES = List.of(
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
            "/snap/bin/chromium",
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    private static final String ROOT = "root";

    private final Browser browser;

    private Chromium(Browser browser) {
        this.browser = browser;
    }

    /**
     * The one that all tests of this JVM share; it ends with it.
     *
     * @throws IllegalStateException if the system has none; the message says how to get one
     */
    public static Chromium shared() {
        return Shared.CHROMIUM;
    }

    /** Opens a page in a tab that shares nothing with others. */
    public Tab open(String address) {
        return Tab.open(browser, address);
    }

    private static Path executable() {
        var configured = System.getProperty(PROPERTY, "");
        return (configured.isEmpty() ? PLACES.stream() : Stream.of(configured))
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException(("Chromium: not found at %s (expected: installed, for example by"
                                        + " 'apt-get install --no-install-recommends chromium', or named by -D%s=<path>)")
                                .formatted(configured.isEmpty() ? String.join(", ", PLACES) : configured, PROPERTY)));
    }

    private static Chromium start() {
        var executable = executable();
        var arguments = new ArrayList<>(List.of("--disable-background-networking", "--disable-component-update"));
        if (ROOT.equals(System.getProperty("user.name"))) {
            arguments.add("--no-sandbox");
        }
        var playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Chromium(playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(arguments)));
    }

    private static final class Shared {
        static final Chromium CHROMIUM = start();
    }
}
