package io.sluice.store;

import io.sluice.setting.Namespace;
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

    /**
     * The same, for a node that was asked: whoever asked is told that there is something to read.
     *
     * @param lifetime after which the report counts no more
     */
    default void answer(NodeReport report, Duration lifetime) {
        report(report, lifetime);
    }

    /** Takes a node out at once, for one that ends in good order. */
    void remove(String id);

    /** The latest report of every node that lives, by id. */
    List<NodeReport> live();

    /** Every live node that follows a namespace, by id. */
    default List<Follower> followers(Namespace namespace) {
        return live().stream()
                .filter(report -> report.follows(namespace))
                .map(report -> new Follower(
                        report.id(),
                        report.applied().get(namespace),
                        report.rejected().stream()
                                .filter(rejection -> rejection.namespace().equals(namespace))
                                .toList()))
                .toList();
    }
}
