package io.sluice.store;

import org.jspecify.annotations.Nullable;

/** Something in Redis is not in the form in which Sluice writes it. */
public final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
