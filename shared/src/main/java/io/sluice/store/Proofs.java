package io.sluice.store;

import io.sluice.setting.Namespace;
import java.util.concurrent.CompletableFuture;

/**
 * Proves that a change which was written is safe from more than the end of a process. Thread-safe; no caller waits for
 * Redis, but for {@link #guarantees}.
 */
public interface Proofs extends AutoCloseable {
    /**
     * What Redis can prove, as of at most a second ago.
     *
     * @throws StoreException if Redis could not be asked
     */
    Guarantees guarantees();

    /**
     * Proves a level.
     *
     * @param written the answer of the write, a repeated one included
     * @return completes, on a thread that must not be held up, once the level is proven for the write itself, with its record
     *     in the history and the answer to its request; and for every entry, or a newer one of the same name. It never
     *     fails, and tries until it is cancelled
     */
    CompletableFuture<Void> prove(Namespace namespace, WriteResult.Applied written, Durability level);

    /** Ends; what is not proven by then never will be. */
    @Override
    void close();
}
