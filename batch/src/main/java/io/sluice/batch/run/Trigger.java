package io.sluice.batch.run;

/**
 * What set a run off.
 *
 * @param kind the schedule, a person, or a node that saw a need
 * @param by the node, or the owner of the operator's token
 */
public record Trigger(Kind kind, String by) {
    /** The kinds of triggers. */
    public enum Kind {
        SCHEDULE,
        OPERATOR,
        WATCH
    }
}
