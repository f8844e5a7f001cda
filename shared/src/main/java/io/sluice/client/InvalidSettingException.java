package io.sluice.client;

/** A setting's value does not fit the type that it was asked for as. The message does not quote the value. */
public final class InvalidSettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    InvalidSettingException(String name, String reason) {
        super("setting %s: %s".formatted(name, reason));
        this.reason = reason;
    }

    /** What was expected, and where in the value. */
    public String reason() {
        return reason;
    }
}
