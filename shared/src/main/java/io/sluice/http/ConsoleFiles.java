package io.sluice.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.MediaType;

/** The files of a console, as the build has made them: few and small, so they are held in memory, compressed too. Immutable. */
final class ConsoleFiles {
    private static final String INDEX = "classpath:console/index.html";
    private static final String ASSETS = "classpath*:console/assets/*";
    private static final Map<String, MediaType> TYPES = Map.of(
            "css", new MediaType("text", "css", StandardCharsets.UTF_8),
            "js", new MediaType("text", "javascript", StandardCharsets.UTF_8),
            "txt", new MediaType("text", "plain", StandardCharsets.UTF_8));

    private final Optional<ConsoleFile> index;
    private final Map<String, ConsoleFile> assets;

    private ConsoleFiles(Optional<ConsoleFile> index, Map<String, ConsoleFile> assets) {
        this.index = index;
        this.assets = assets;
    }

    /** A file in memory, plain and in gzip. */
    static final class ConsoleFile {
        private final MediaType type;
        private final byte[] plain;
        private final byte[] packed;

        private ConsoleFile(MediaType type, byte[] plain) {
            this.type = type;
            this.plain = plain;
            packed = pack(plain);
        }

        MediaType type() {
            return type;
        }

        /** Its bytes; not to be changed. */
        byte[] plain() {
            return plain;
        }

        /** The same in gzip; not to be changed. */
        byte[] packed() {
            return packed;
        }

        private static byte[] pack(byte[] plain) {
            var packed = new ByteArrayOutputStream();
            try (var gzip = new BestGzip(packed)) {
                gzip.write(plain);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return packed.toByteArray();
        }
    }

    /** Packs once, for good. */
    private static final class BestGzip extends GZIPOutputStream {
        BestGzip(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }

    /** Those on the class path; none in an application that has no console. */
    static ConsoleFiles load() {
        var resolver = new PathMatchingResourcePatternResolver();
        try {
            var assets = new TreeMap<String, ConsoleFile>();
            for (var resource : resolver.getResources(ASSETS)) {
                var name = String.valueOf(resource.getFilename());
                var type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
                if (type != null) {
                    assets.put(name, new ConsoleFile(type, bytes(resource)));
                }
            }
            var page = resolver.getResource(INDEX);
            var html = new MediaType("text", "html", StandardCharsets.UTF_8);
            return new ConsoleFiles(
                    page.exists() ? Optional.of(new ConsoleFile(html, bytes(page))) : Optional.empty(), assets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<ConsoleFile> index() {
        return index;
    }

    /** The asset of that name, in which its hash is. */
    Optional<ConsoleFile> asset(String name) {
        return Optional.ofNullable(assets.get(name));
    }

    private static byte[] bytes(Resource resource) throws IOException {
        try (var in = resource.getInputStream()) {
            return in.readAllBytes();
        }
    }
}
