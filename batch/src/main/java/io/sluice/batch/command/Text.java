package io.sluice.batch.command;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What the node said, as text in one line. */
final class Text {
    private Text() {}

    /** Empty if there is nothing. */
    static String of(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return "";
        }
        return plain(node.isString() ? node.asString() : node.toString());
    }

    /** Texts come from databases and from callers, and must not move the cursor or begin a row. */
    static String plain(String text) {
        return text.codePoints()
                .mapToObj(point -> isPlain(point) ? Character.toString(point) : " ")
                .collect(Collectors.joining());
    }

    /** For a path; {@code /} stands as itself. */
    static String inPath(String name) {
        return inQuery(name).replace("%2F", "/");
    }

    static String inQuery(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static boolean isPlain(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
