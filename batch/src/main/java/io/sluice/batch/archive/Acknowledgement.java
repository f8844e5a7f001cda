package io.sluice.batch.archive;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Tells Redis what is archived: after the commit, and only then. */
public final class Acknowledgement {
    private Acknowledgement() {}

    /**
     * Acknowledges once the transaction at hand is committed; never, if it is not. If Redis cannot be told, the run
     * fails, but what is committed stays so, and the next run repeats it without effect.
     *
     * @param what is archived, in words
     * @param action tells Redis
     * @throws IllegalStateException if there is no transaction: then nothing would say when to acknowledge
     */
    public static void afterCommit(String what, Runnable action) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                try {
                    action.run();
                } catch (RuntimeException e) {
                    throw new NotAcknowledgedException(what, e);
                }
            }
        });
    }
}
