package io.sluice.api.watch;

/** Why a stream ended. */
enum StreamEnd {
    /** The client has gone, or has taken nothing for too long. */
    GONE,
    /** What the client has yet to be sent is no longer kept. */
    SLOW,
    /** The token is no longer good for it. */
    EXPIRED,
    /** The node shuts down. */
    SHUTDOWN,
    /** A fault in the node. */
    FAILED
}
