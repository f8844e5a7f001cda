package io.sluice.setting;

/** A name, number or text that the domain does not allow: {@code what: given (expected: …)}. */
public final class InvalidInputException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 80;

    private final String what;
    private final String expected;

    /**
     * Says what is wrong.
     *
     * @param what the word of the domain that the text was meant to be, such as {@code namespace}
     * @param given the text; shown shortened and without control characters
     * @param expected what would have been accepted, as one phrase
     */
    public InvalidInputException(String what, String given, String expected) {
        super("%s: %s (expected: %s)".formatted(what, printable(given), expected));
        this.what = what;
        this.expected = expected;
    }

    /** The word of the domain that the text was meant to be. */
    public String what() {
        return what;
    }

    /** What would have been accepted, as one phrase. */
    public String expected() {
        return expected;
    }

    private static String printable(String given) {
        var shown = new StringBuilder();
        given.codePoints().limit(SHOWN).map(InvalidInputException::visible).forEach(shown::appendCodePoint);
        return given.codePoints().skip(SHOWN).findAny().isPresent()
                ? shown.append('…').toString()
                : shown.toString();
    }

    private static int visible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> 0xFFFD;
            default -> character;
        };
    }
}
