package io.sluice.watch;

/**
 * How far a watcher, or one of its replicas, can be trusted.
 *
 * <pre>
 * SYNCING ──> LIVE <──> STALE      any of them ──> CLOSED
 *    └───────────────────^
 * </pre>
 */
public enum WatchState {
    /** It has never caught up since it was started; what it holds may be nothing. */
    SYNCING,
    /** It has caught up, and every change reaches it as it is published. */
    LIVE,
    /** It holds what was right once, and is cut off, or behind; it still answers with the last it knows. */
    STALE,
    /** It was closed and changes no more. */
    CLOSED;

    /** Whether it may move there; never to where it is, never back to {@link #SYNCING}. */
    boolean mayBecome(WatchState next) {
        return this != CLOSED && next != SYNCING && this != next;
    }
}
