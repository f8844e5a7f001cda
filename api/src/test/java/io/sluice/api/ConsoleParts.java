package io.sluice.api;

import io.sluice.browser.Tab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Parts of the consoles that a test uses by themselves, in a page that is there: made by the bundler that has made the page. */
final class ConsoleParts {
    private static final Path PACKAGES = Path.of("target", "console", "node_modules");
    private static final Path SOURCE = Path.of("..", "shared", "src", "test", "console", "parts.tsx");

    private ConsoleParts() {}

    /** Puts them into the page, as {@code parts}. */
    static void into(Tab tab) {
        tab.page().evaluate(Made.SCRIPT);
    }

    private static String make() {
        try (var packages = Files.list(PACKAGES)) {
            var bundler = packages.filter(each -> each.getFileName().toString().startsWith("esbuild__"))
                    .findFirst()
                    .orElseThrow()
                    .resolve("bin/esbuild");
            var making = new ProcessBuilder(
                    bundler.toAbsolutePath().toString(),
                    SOURCE.toString(),
                    "--bundle",
                    "--format=iife",
                    "--global-name=parts",
                    "--log-level=error");
            making.environment().put("NODE_PATH", PACKAGES.toAbsolutePath().toString());
            making.redirectError(ProcessBuilder.Redirect.INHERIT);
            var script = new String(making.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (script.isEmpty()) {
                throw new IllegalStateException(SOURCE + ": not made (expected: the bundler makes a script of it)");
            }
            return script.replaceFirst("var parts =", "window.parts =");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Made {
        static final String SCRIPT = make();
    }
}
