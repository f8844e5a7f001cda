package io.sluice.batch.command;

/** What became of a command, and the exit code that says so. */
enum Outcome {
    DONE(0),
    /** What was asked for did not succeed, or was not allowed. */
    FAILED(1),
    /** The command could not be understood, or was given something that is not allowed. */
    USAGE(2),
    /** The hash and the archive differ. */
    DRIFT(3),
    /** The time ran out first. */
    TIMED_OUT(4);

    private final int code;

    Outcome(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
