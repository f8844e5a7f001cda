package io.sluice.api.admin;

import java.util.regex.Pattern;

/** JSON values that are a single word: numbers, {@code true}, {@code false}, {@code null}. */
final class JsonScalars {
    private static final Pattern PATTERN =
            Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null");

    private JsonScalars() {}

    /** Whether the text is one of them, to the letter. */
    static boolean matches(String text) {
        return PATTERN.matcher(text).matches();
    }
}
