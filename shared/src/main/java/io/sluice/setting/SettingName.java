package io.sluice.setting;

import java.text.Normalizer;

/**
 * The name of a setting in its namespace, kept in Unicode normal form C.
 *
 * <p>Allowed are 1 to 200 characters (Unicode code points, counted after normalization), none of them white space,
 * a control character, an unpaired surrogate or one of {@code ; \ % " < >}. A slash separates segments, of which none
 * may be empty, {@code .} or {@code ..}. Order is by UTF-16 code unit, as that of {@link String}.
 *
 * @param text the name; what is not in normal form C is brought into it
 */
public record SettingName(String text) implements Comparable<SettingName> {
    private static final int MAX_LENGTH = 200;
    private static final String FORBIDDEN = ";\\%\"<>";
    private static final String EXPECTED = "1 to 200 characters without white space, control characters, unpaired"
            + " surrogates and ; \\ % \" < >, and no empty, . or .. segment";

    /** The setting in which a namespace keeps its own description; a namespace exists once it is present. */
    public static final SettingName NAMESPACE = new SettingName("$namespace");

    public SettingName {
        if (!isPlain(text)) {
            text = normalized(text);
        }
    }

    private static String normalized(String given) {
        // A bound before the work: normalization must not be fed megabytes.
        if (given.length() > 8 * MAX_LENGTH || hasForbiddenCharacter(given)) {
            throw new InvalidInputException("setting name", given, EXPECTED);
        }
        var text = Normalizer.normalize(given, Normalizer.Form.NFC);
        // Once more: normalization maps a few characters to others, such as U+037E to a semicolon.
        if (text.isEmpty()
                || text.codePointCount(0, text.length()) > MAX_LENGTH
                || hasForbiddenCharacter(text)
                || hasForbiddenSegment(text)) {
            throw new InvalidInputException("setting name", text, EXPECTED);
        }
        return text;
    }

    /** Whether the name is one of Sluice's own, beginning with {@code $}. */
    public boolean isInternal() {
        return text.charAt(0) == '$';
    }

    @Override
    public int compareTo(SettingName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }

    /** Whether it is allowed, and in normal form, at first sight; most names are, and a replica reads many. */
    private static boolean isPlain(String text) {
        char before = '/';
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            boolean isWord = (character >= 'a' && character <= 'z')
                    || (character >= 'A' && character <= 'Z')
                    || (character >= '0' && character <= '9')
                    || character == '-'
                    || character == '_';
            if (!isWord && (before == '/' || (character != '.' && character != '/'))) {
                return false;
            }
            before = character;
        }
        return before != '/' && text.length() <= MAX_LENGTH;
    }

    private static boolean hasForbiddenCharacter(String text) {
        int at = 0;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            if (isForbidden(character)) {
                return true;
            }
            at += Character.charCount(character);
        }
        return false;
    }

    private static boolean isForbidden(int character) {
        return FORBIDDEN.indexOf(character) >= 0
                || Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.isISOControl(character)
                || Character.getType(character) == Character.SURROGATE;
    }

    private static boolean hasForbiddenSegment(String text) {
        for (var segment : text.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return true;
            }
        }
        return false;
    }
}
