package io.sluice.batch.run;

/**
 * What set a run off.
 *
 * @param kind the schedule, or a person
 * @param by the node that the schedule fired on, or the owner of the operator's token
 */
public record Trigger(Kind kind, String by) {
    /** The kinds of triggers. */
    public enum Kind {
        SCHEDULE,
        OPERATOR
    }
}
