package io.sluice.http;

import org.jspecify.annotations.Nullable;

/** {@code sluice.access} is configured wrongly. The message names the property and never a token. */
final class AccessException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AccessException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
