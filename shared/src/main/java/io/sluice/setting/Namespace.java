package io.sluice.setting;

import java.util.regex.Pattern;

/**
 * A group of settings that changes atomically, lives in one Redis slot and has one feed.
 *
 * @param text 1 to 64 of {@code a-z 0-9 . _ -}, beginning with a letter or digit
 */
public record Namespace(String text) implements Comparable<Namespace> {
    private static final Pattern PATTERN = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    public Namespace {
        if (!PATTERN.matcher(text).matches()) {
            throw new InvalidInputException("namespace", text, "[a-z0-9][a-z0-9._-]{0,63}");
        }
    }

    @Override
    public int compareTo(Namespace other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
