package io.sluice.batch.local;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tokens of the local run, one a role; nowhere else are there tokens that everybody knows. */
enum Token {
    READER,
    EDITOR,
    OPERATOR;

    /** The token itself, which is its owner's name as well. */
    String text() {
        return "local-" + role();
    }

    /** All of them, as the applications read them from {@code sluice.access.tokens}. */
    static List<Map<String, String>> configuration() {
        return Arrays.stream(values())
                .map(token -> Map.of("owner", token.text(), "role", token.role(), "token", token.text()))
                .toList();
    }

    private String role() {
        return name().toLowerCase(Locale.ROOT);
    }
}
