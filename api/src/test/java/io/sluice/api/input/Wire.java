package io.sluice.api.input;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request before it is sent. All text is octets, as {@link RawClient} has them.
 *
 * @param headers lines without their ends
 * @param body null for none
 */
record Wire(
        String method,
        String target,
        List<String> headers,
        @Nullable String body) {
    Wire {
        headers = List.copyOf(headers);
    }

    Wire method(String other) {
        return new Wire(other, target, headers, body);
    }

    Wire target(String other) {
        return new Wire(method, other, headers, body);
    }

    /** With one more parameter of the query. */
    Wire query(String pair) {
        return target(target + (target.indexOf('?') < 0 ? '?' : '&') + pair);
    }

    Wire body(@Nullable String other) {
        return new Wire(method, target, headers, other);
    }

    /** With one more header, whatever there is already. */
    Wire with(String line) {
        var more = new ArrayList<>(headers);
        more.add(line);
        return new Wire(method, target, more, body);
    }

    Wire without(String header) {
        var start = header.toLowerCase(Locale.ROOT) + ":";
        return new Wire(
                method,
                target,
                headers.stream()
                        .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith(start))
                        .toList(),
                body);
    }

    /** With this header in the place of what there was of it. */
    Wire header(String name, String value) {
        return without(name).with(name + ": " + value);
    }

    /** The head, without a header for the length of the body. */
    String head() {
        var head = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        headers.forEach(line -> head.append(line).append("\r\n"));
        return head.toString();
    }

    /** The body, empty if there is none. */
    String text() {
        return body == null ? "" : body;
    }

    /** All of it. */
    String octets() {
        return body == null ? head() + "\r\n" : head() + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** All of it, the body in pieces. */
    String chunked(int size) {
        var text = text();
        var pieces = new StringBuilder(head()).append("Transfer-Encoding: chunked\r\n\r\n");
        for (int at = 0; at < text.length(); at += size) {
            var piece = text.substring(at, Math.min(text.length(), at + size));
            pieces.append(Integer.toHexString(piece.length()))
                    .append("\r\n")
                    .append(piece)
                    .append("\r\n");
        }
        return pieces.append("0\r\n\r\n").toString();
    }

    static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Each octet of UTF-8 percent-encoded. */
    static String percent(String text) {
        var encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            encoded.append("%%%02X".formatted(octet & 0xFF));
        }
        return encoded.toString();
    }
}
