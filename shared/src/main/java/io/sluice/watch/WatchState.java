package io.sluice.watch;

/** How far a watcher, or one of its replicas, can be trusted. */
public enum WatchState {
    /** It has never caught up since it was started; what it holds may be nothing. */
    SYNCING,
    /** It has caught up, and every change reaches it as it is published. */
    LIVE,
    /** It was live and is cut off, or behind; it still answers with the last it knows. */
    STALE,
    /** It was closed and changes no more. */
    CLOSED
}
