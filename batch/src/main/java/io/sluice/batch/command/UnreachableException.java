package io.sluice.batch.command;

import java.util.List;

/** There was no answer; the node may be there again a moment later. */
final class UnreachableException extends CommandException {
    private static final long serialVersionUID = 1;

    UnreachableException(String message, List<String> details, Throwable cause) {
        super(Outcome.FAILED, message, details, cause);
    }
}
