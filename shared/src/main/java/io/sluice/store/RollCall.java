package io.sluice.store;

import io.sluice.setting.Head;
import io.sluice.setting.Namespace;

/**
 * Asks nodes to report at once, and hears when they have. Its caller reads what they have reported from the registry, which
 * says the same to those who hear nothing. Of one thread at a time.
 */
public interface RollCall extends AutoCloseable {
    /**
     * Asks every node that follows a namespace for a report, which it sends when it has applied what was published before
     * this. A node that finds itself behind the head by it has missed a message, and catches up first.
     *
     * @param head that was reached; it may be older than that of the namespace
     * @throws StoreException if Redis could not be asked
     */
    void ask(Namespace namespace, Head head);

    /** Ends the hearing. */
    @Override
    void close();
}
