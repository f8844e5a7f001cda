package io.sluice.faults.load;

/** What a client knows about its call in the end. */
public sealed interface Outcome {
    /**
     * It was carried out.
     *
     * @param level what the answer said was proven
     */
    record Done(long revision, Level level) implements Outcome {}

    /** It was refused, and has no effect, now or later. */
    record Refused(int status) implements Outcome {}

    /** Nobody has taken it: every attempt was turned away before it could have an effect. */
    record NotDone() implements Outcome {}

    /** It may have an effect, or have one later. */
    record Unknown() implements Outcome {}
}
