package io.sluice.setting;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Names one request, so that carrying it out twice has one effect.
 *
 * @param text 1 to 128 printable ASCII characters without blanks
 */
public record RequestId(String text) {
    private static final Pattern PATTERN = Pattern.compile("[\\x21-\\x7E]{1,128}");

    public RequestId {
        if (!PATTERN.matcher(text).matches()) {
            throw new InvalidInputException("request id", text, "1 to 128 printable ASCII characters without blanks");
        }
    }

    /** A new one that no other request has. */
    public static RequestId random() {
        return new RequestId(UUID.randomUUID().toString());
    }

    @Override
    public String toString() {
        return text;
    }
}
