package io.sluice.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A place in a source that reads otherwise in a mutant.
 *
 * @param source within the repository
 * @param text as it stands there
 * @param instead what stands there in the mutant
 */
record Break(String source, String text, String instead) {
    private static final Path ROOT = Path.of("..");

    Path file() {
        return ROOT.resolve(source);
    }

    /**
     * The broken text.
     *
     * @throws IllegalStateException if the place is not there any more: the mutant has to follow the source
     */
    String in(String whole) {
        if (!whole.contains(text)) {
            throw new IllegalStateException("mutant of %s: not found: %s".formatted(source, text));
        }
        return whole.replace(text, instead);
    }

    String read() {
        try {
            return Files.readString(file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
