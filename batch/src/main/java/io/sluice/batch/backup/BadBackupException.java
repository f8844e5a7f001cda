package io.sluice.batch.backup;

/** What was given is no backup, or not a whole one. */
final class BadBackupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long line;
    private final String fault;
    private final String expected;

    /**
     * Says where and what.
     *
     * @param line from 1
     * @param fault what is there; never a value of a setting
     * @param expected what would be right, as one phrase
     */
    BadBackupException(long line, String fault, String expected) {
        super("line %d: %s (expected: %s)".formatted(line, fault, expected));
        this.line = line;
        this.fault = fault;
        this.expected = expected;
    }

    long line() {
        return line;
    }

    String fault() {
        return fault;
    }

    String expected() {
        return expected;
    }
}
