package io.sluice.batch.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command that cannot go on. The message is the first line for the operator, the details are the others. */
sealed class CommandException extends RuntimeException permits UnreachableException {
    private static final long serialVersionUID = 1;

    private final Outcome outcome;
    private final List<String> details;

    CommandException(Outcome outcome, String message, List<String> details, @Nullable Throwable cause) {
        super(message, cause);
        this.outcome = outcome;
        this.details = List.copyOf(details);
    }

    static CommandException failed(String message, String... details) {
        return new CommandException(Outcome.FAILED, message, List.of(details), null);
    }

    static CommandException usage(String message, String... details) {
        return new CommandException(Outcome.USAGE, message, List.of(details), null);
    }

    final Outcome outcome() {
        return outcome;
    }

    /** A line each: what was wrong, what was expected, and what to do. */
    final List<String> details() {
        return details;
    }
}
