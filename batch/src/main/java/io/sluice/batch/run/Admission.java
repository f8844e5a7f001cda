package io.sluice.batch.run;

/** What became of a {@link RunRequest}. */
public sealed interface Admission {
    /** The run that does what was asked for. */
    long run();

    /** A new run has begun. */
    record Started(long run) implements Admission {}

    /** One for the same scope was under way, here or on another node. */
    record Joined(long run) implements Admission {}
}
