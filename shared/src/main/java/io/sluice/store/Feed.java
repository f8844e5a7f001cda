package io.sluice.store;

import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows the changes of namespaces. Thread-safe. Every method but {@link #subscribe} throws {@link
 * StoreException}, and those of one namespace {@link UnreadableException} where Redis holds what Sluice did not write.
 */
public interface Feed {
    /**
     * The first page of what has changed.
     *
     * @param after what the reader has; null if it has nothing
     */
    FeedPage since(Namespace namespace, @Nullable Position after);

    /** The page that follows one that was not the last. */
    FeedPage next(Namespace namespace, FeedPage page);

    /** How far the namespace has come in Redis; empty if it holds nothing. */
    Optional<Head> head(Namespace namespace);

    /** Whether the absence of a name means that there is none: Redis has lost nothing, or it was all brought back. */
    boolean isComplete(Namespace namespace);

    /** The namespaces that are known to exist. */
    Set<Namespace> namespaces();

    /**
     * Subscribes, and keeps at it: whenever the connection is lost, or does not answer, it is built anew until the
     * subscription is closed. Returns at once, also while Redis is down.
     *
     * @param pulse the connection itself is checked twice in it; positive
     * @param subscriber called on network threads; must return at once and not throw
     */
    Subscription subscribe(Scope scope, Duration pulse, Subscriber subscriber);

    /** Whom a subscription tells. */
    interface Subscriber {
        /** Redis has confirmed: from here on every message of the scope arrives, until {@link #lost}. */
        void confirmed();

        /** A message arrived. */
        void received(Delivery delivery);

        /** The connection is gone; messages may be missed until the next {@link #confirmed}. */
        void lost();
    }

    /** A subscription that keeps itself alive. */
    interface Subscription extends AutoCloseable {
        /** Drops the connection and builds a new one. */
        void reset();

        /**
         * Asks Redis over the subscription's own connection. The answer comes behind all messages that were published
         * before this call, so what has not been received by then was lost.
         *
         * @param answered called on a network thread; never if the connection is lost meanwhile, or is not confirmed
         */
        void probe(Runnable answered);

        @Override
        void close();
    }
}
