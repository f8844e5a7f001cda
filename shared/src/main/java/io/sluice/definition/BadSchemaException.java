package io.sluice.definition;

/** A schema is not one, is larger than allowed, or leads out of itself. */
public final class BadSchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String pointer;
    private final String expected;

    /**
     * Says what is wrong.
     *
     * @param pointer to the place in the schema (RFC 6901); empty for the schema itself, and where it is not known
     * @param expected what would have been accepted there
     */
    BadSchemaException(String pointer, String expected) {
        super("schema%s: not usable (expected: %s)".formatted(pointer.isEmpty() ? "" : " at " + pointer, expected));
        this.pointer = pointer;
        this.expected = expected;
    }

    /** Where in the schema, as a JSON pointer; empty for the schema itself, and where it is not known. */
    public String pointer() {
        return pointer;
    }

    /** What would have been accepted, as one phrase. */
    public String expected() {
        return expected;
    }
}
