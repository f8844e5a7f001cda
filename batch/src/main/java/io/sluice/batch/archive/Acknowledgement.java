package io.sluice.batch.archive;

/** Tells Redis what is archived: after the commit, and only then. */
public final class Acknowledgement {
    private Acknowledgement() {}

    /**
     * Acknowledges what is committed. If Redis cannot be told, the run fails, but what is committed stays so, and the
     * next run repeats it without effect.
     *
     * @param what is archived, in words
     * @param action tells Redis
     */
    public static void of(String what, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            throw new NotAcknowledgedException(what, e);
        }
    }
}
