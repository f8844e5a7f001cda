package io.sluice.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Ends a request with a problem; whatever layer it passes through, the caller gets just this. It is an answer and not a
 * fault, so it carries no stack trace and nobody logs it. Immutable.
 */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemType type;
    private final transient Map<String, Object> members;

    private ProblemException(ProblemType type, String detail, Map<String, Object> members) {
        super(detail, null, false, false);
        this.type = type;
        this.members = members;
    }

    /**
     * A problem without further members.
     *
     * @param detail what happened this time: {@code what: value (expected: …)}; shown to the caller
     */
    public static ProblemException of(ProblemType type, String detail) {
        return new ProblemException(type, detail, Map.of());
    }

    /**
     * The caller's input is at fault.
     *
     * @param field the offending field, header or parameter, as the caller wrote it
     * @param expected what would have been accepted, as one phrase
     */
    public static ProblemException invalid(String field, String detail, String expected) {
        return of(ProblemType.INVALID_INPUT, detail).at(field, expected);
    }

    /** The same problem with the field at fault and what was expected there. */
    public ProblemException at(String field, String expected) {
        return with("field", field).with("expected", expected);
    }

    /** The same problem with a further member; the value is written as JSON. */
    public ProblemException with(String member, Object value) {
        var more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new ProblemException(type, detail(), more);
    }

    public ProblemType type() {
        return type;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    Map<String, Object> members() {
        return members;
    }
}
