package io.sluice.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ByteArrayResource;

/**
 * A file of tokens, or a folder of such files, in YAML or as Java properties with the names of the configuration. Names in
 * a folder that begin with a dot are passed over: a mounted secret has its machinery there.
 */
final class TokenFile {
    private static final String TOKENS = "sluice.access.tokens";
    private static final int LARGEST = 1024 * 1024;

    private final Path path;

    TokenFile(Path path) {
        this.path = path;
    }

    /**
     * What is there now, as text by file name.
     *
     * @throws AccessException if it cannot be read
     */
    Map<String, String> content() {
        try {
            var content = new TreeMap<String, String>();
            for (var file : files()) {
                if (Files.size(file) > LARGEST) {
                    throw new AccessException("%s: larger than 1MB (expected: a list of tokens)".formatted(file), null);
                }
                content.put(name(file), Files.readString(file));
            }
            return content;
        } catch (IOException e) {
            throw new AccessException(
                    "%s: not readable (%s)".formatted(path, e.getClass().getSimpleName()), e);
        }
    }

    /**
     * Reads the tokens.
     *
     * @param content as {@link #content} gave it
     * @throws AccessException naming what is wrong, never a token; also if there is no token at all
     */
    TokenSet tokens(Map<String, String> content) {
        var tokens = new ArrayList<AccessProperties.Token>();
        content.forEach((name, text) -> tokens.addAll(bind(name, text)));
        if (tokens.isEmpty()) {
            throw new AccessException("%s: no token (expected: at least one in %s)".formatted(path, TOKENS), null);
        }
        return TokenSet.of(path + ": " + TOKENS, tokens);
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (var files = Files.list(path)) {
            return files.filter(file -> !name(file).startsWith(".") && Files.isRegularFile(file))
                    .toList();
        }
    }

    private List<AccessProperties.Token> bind(String name, String text) {
        var resource = new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8));
        try {
            var sources = loader(name).load(name, resource).stream()
                    .map(ConfigurationPropertySource::from)
                    .collect(Collectors.toList());
            var binder = new Binder(sources);
            return binder.bind(
                            "sluice.access",
                            Bindable.of(Content.class),
                            new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
                    .map(Content::tokens)
                    .orElse(List.of());
        } catch (BindException e) {
            // Not as the cause: it shows values.
            throw new AccessException("%s: %s".formatted(path, AccessFailureAnalyzer.describe(e)), null);
        } catch (IOException | RuntimeException e) {
            throw new AccessException(
                    "%s: %s is not readable (expected: YAML or properties)".formatted(path, name), null);
        }
    }

    /** What a file may hold. */
    record Content(List<AccessProperties.Token> tokens) {}

    private static PropertySourceLoader loader(String name) {
        return name.endsWith(".properties") ? new PropertiesPropertySourceLoader() : new YamlPropertySourceLoader();
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
