package io.sluice.spring;

import io.sluice.store.RedisStore.ConnectionRole;
import org.jspecify.annotations.Nullable;

/**
 * Something happened to a connection to Redis; for {@code @EventListener}. Published in order, on a thread of its own,
 * as far as Lettuce tells: its event bus drops events that nobody takes in time, so nothing that must not be missed may
 * hang on one. An active subscription connection does not receive yet; the replicas' state says when it does.
 *
 * @param role which connection
 * @param state what it came to
 * @param address of Redis; null if the event does not say
 * @param cause of a failure; null if there is none
 */
public record RedisConnectionEvent(
        ConnectionRole role,
        State state,
        @Nullable String address,
        @Nullable Throwable cause) {
    /** What a connection can come to. */
    public enum State {
        /** The socket is open. */
        CONNECTED,
        /** Logged in, and ready for commands. */
        ACTIVATED,
        /** Takes no more commands. */
        DEACTIVATED,
        /** The socket is closed. */
        DISCONNECTED,
        /** Lettuce is about to connect again. */
        RECONNECTING,
        /** An attempt to connect again has failed; others follow. */
        RECONNECT_FAILED
    }
}
