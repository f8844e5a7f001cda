package io.sluice.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.ToolProvider;

/** Makes the classes and files of a mutant. */
final class Overlay {
    private static final List<String> ROOTS = List.of("/src/main/java/", "/src/main/resources/");

    private Overlay() {}

    /** Fills the folder with what is to be laid over the programs. */
    static void fill(Path folder, List<Break> breaks) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (var each : breaks) {
            texts.put(each.source(), each.in(texts.getOrDefault(each.source(), each.read())));
        }
        texts.forEach((source, text) -> write(folder, source, text));
    }

    private static void write(Path folder, String source, String text) {
        var place = folder.resolve(within(source));
        try {
            Files.createDirectories(place.getParent());
            Files.writeString(place, text);
            if (source.endsWith(".java")) {
                compile(folder, place);
                Files.delete(place);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compile(Path folder, Path source) {
        var messages = new ByteArrayOutputStream();
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        messages,
                        messages,
                        "-proc:none",
                        "-implicit:none",
                        "-nowarn",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        source.toString());
        if (code != 0) {
            throw new IllegalStateException(
                    "mutant: does not compile%n%s".formatted(messages.toString(StandardCharsets.UTF_8)));
        }
    }

    private static String within(String source) {
        return ROOTS.stream()
                .filter(source::contains)
                .map(root -> source.substring(source.indexOf(root) + root.length()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "source: %s (expected: one of main)".formatted(source.toLowerCase(Locale.ROOT))));
    }
}
