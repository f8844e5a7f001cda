package io.sluice.setting;

import java.util.Set;

/** What must hold for a name at the moment of a write; if it does not, nothing of the change set is written. */
public sealed interface Expectation {
    /** Nothing is expected. */
    Expectation ANY = new Any();

    /** The name must not exist: never set, or removed. */
    Expectation ABSENT = new Absent();

    /** The name must exist, at whatever revision. */
    Expectation PRESENT = new IsPresent();

    /** The name must exist at just this revision. */
    static Expectation at(Revision revision) {
        return new At(revision);
    }

    /** The name must exist at one of these revisions; none of them means that it never holds. */
    static Expectation oneOf(Set<Revision> revisions) {
        return new OneOf(revisions);
    }

    /** See {@link #ANY}. */
    record Any() implements Expectation {}

    /** See {@link #ABSENT}. */
    record Absent() implements Expectation {}

    /** See {@link #PRESENT}. */
    record IsPresent() implements Expectation {}

    /** See {@link #at}. */
    record At(Revision revision) implements Expectation {}

    /** See {@link #oneOf}. */
    record OneOf(Set<Revision> revisions) implements Expectation {
        public OneOf {
            revisions = Set.copyOf(revisions);
        }
    }
}
