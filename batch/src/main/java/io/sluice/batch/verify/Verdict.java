package io.sluice.batch.verify;

/** What comes of comparing one name. */
sealed interface Verdict {
    /** Both hold the same, or one of them need not hold it. */
    record Same() implements Verdict {}

    /** It differs, or is not acknowledged yet, and is on the work list of the drain. */
    record Pending() implements Verdict {}

    /**
     * It differs, and no drain would change that.
     *
     * @param detail in words, without values, for these may be secret
     */
    record Drifted(Drift kind, String detail) implements Verdict {}
}
