package io.sluice.batch.archive;

import java.util.function.Supplier;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Changes the archive in transactions of its own. What passes by itself, such as a deadlock or a database that restarts,
 * is waited for and tried again in a new transaction, for a few seconds; then the run fails, and the next one goes on.
 * Thread-safe.
 */
public final class Transactions {
    private final TransactionTemplate transaction;
    private final Retries retries = Retries.forSeconds(DatabaseErrors::passes);

    Transactions(PlatformTransactionManager manager) {
        transaction = new TransactionTemplate(manager);
        // Of its own whoever calls, and it locks only what it writes: no gaps, over which two who insert would
        // deadlock.
        transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        transaction.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    }

    /**
     * Does the work and commits. That a commit has failed does not say that it was not carried out, so the work must bear
     * to be repeated.
     *
     * @return what the work returned
     * @throws RuntimeException what the database said, at the last try or where trying again is of no use
     */
    public <T> T carryOut(Supplier<T> work) {
        return retries.carryOut(() -> transaction.execute(status -> work.get()));
    }

    /**
     * Does the work and takes it back, to see whether the archive would have it.
     *
     * @throws RuntimeException what the database said
     */
    public void tryOut(Runnable work) {
        transaction.executeWithoutResult(status -> {
            status.setRollbackOnly();
            work.run();
        });
    }
}
