package io.sluice.store;

import java.time.Duration;
import java.util.List;

/** The registry of live subscribers. Thread-safe; every method throws {@link StoreException}. */
public interface Nodes {
    /**
     * Says that a node lives and how far it is.
     *
     * @param lifetime after which the report counts no more
     */
    void report(NodeReport report, Duration lifetime);

    /** Takes a node out at once, for one that ends in good order. */
    void remove(String id);

    /** The latest report of every node that lives, by id. */
    List<NodeReport> live();
}
