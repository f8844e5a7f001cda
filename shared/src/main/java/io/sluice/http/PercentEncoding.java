package io.sluice.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict reading of percent-encoded UTF-8: what is not exactly that is refused, never guessed or replaced. */
final class PercentEncoding {
    private static final String EXPECTED = "UTF-8, percent-encoded";

    private PercentEncoding() {}

    /** Decodes a part of a path, where a plus is a plus. */
    static String path(String field, String raw) {
        var bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.write(octet(field, raw, i + 1));
                i += 2;
            } else if (c > 0x20 && c < 0x7F) {
                bytes.write(c);
            } else {
                throw malformed(field, raw);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed(field, raw);
        }
    }

    /** Decodes a name or value of a query, where a plus is a blank. */
    static String query(String field, String raw) {
        return path(field, raw.replace("+", "%20"));
    }

    private static int octet(String field, String raw, int at) {
        int high = at + 1 < raw.length() ? digit(raw.charAt(at)) : -1;
        int low = high < 0 ? -1 : digit(raw.charAt(at + 1));
        if (low < 0) {
            throw malformed(field, raw);
        }
        return high << 4 | low;
    }

    /** ASCII only, which {@link Character#digit} is not. */
    private static int digit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static ProblemException malformed(String field, String raw) {
        return ProblemException.of(ProblemType.BAD_REQUEST, "%s: %s (expected: %s)".formatted(field, raw, EXPECTED))
                .at(field, EXPECTED);
    }
}
