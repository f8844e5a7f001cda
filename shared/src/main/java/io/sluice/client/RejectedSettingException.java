package io.sluice.client;

/** A listener refuses a value. The replica keeps it all the same; the node's report says that it is not used, and why. */
public final class RejectedSettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Refuses a value.
     *
     * @param reason for those who set it, in one line; it should not quote a value that may be secret
     */
    public RejectedSettingException(String reason) {
        super(reason);
    }

    /** The reason, for those who set the value. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
