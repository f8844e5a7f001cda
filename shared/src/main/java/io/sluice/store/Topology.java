package io.sluice.store;

import io.sluice.setting.Namespace;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which server holds what. Thread-safe. What asks for servers throws {@link StoreException} if it is not known yet which there are.
 */
interface Topology extends AutoCloseable {
    /** Calls that find the way to their server by their keys. */
    RedisCalls calls();

    /** The master that holds a namespace, as far as that is known; after a failover or a move this may be the former one for a while. */
    Endpoint of(Namespace namespace);

    /** All masters. */
    List<Endpoint> masters();

    /** A server that gets every message, to subscribe at; after one was lost perhaps another. */
    Endpoint toSubscribeAt();

    /** Calls for what may be read at another server than the master; null where there is none. */
    default @Nullable RedisCalls nearby() {
        return null;
    }

    /** How long a message may be on its way from the server where it is published to the one where it is received. */
    Duration detour();

    /** The keys, in groups of those that a script may be given together. */
    Collection<List<String>> together(List<String> keys);

    @Override
    void close();
}
