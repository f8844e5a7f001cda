package io.sluice.http;

import java.time.Duration;
import org.springframework.security.core.AuthenticationException;

/** A token was not looked at, because too many wrong ones came from the same address before. */
final class TooManyFailuresException extends AuthenticationException {
    private static final long serialVersionUID = 1L;

    private final Duration pause;

    /**
     * Made with the time after which the next one is looked at.
     *
     * @param pause of any length
     */
    TooManyFailuresException(Duration pause) {
        super("too many wrong tokens");
        this.pause = pause;
    }

    /** Whole seconds, at least one. */
    long seconds() {
        return Math.max(1, pause.plusMillis(999).toSeconds());
    }
}
