package io.sluice.batch.run;

/** What became of an operator's wish to restart, stop or recover a run. */
public sealed interface Intervention {
    /**
     * It is done, or under way.
     *
     * @param run the one to look at from now on
     */
    record Accepted(long run) implements Intervention {}

    /**
     * The run is not as it would have to be; nothing was done.
     *
     * @param why in words, with what would have to be
     */
    record Refused(String why) implements Intervention {}

    /** There is no such run. */
    record Unknown() implements Intervention {}
}
