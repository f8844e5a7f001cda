package io.sluice.watch;

import io.sluice.setting.Namespace;
import java.time.Duration;

/** Is told what a watcher does, for logs, metrics and events. Called on the watcher's thread; must return soon. */
public interface WatchListener {
    /**
     * A change set was applied as it came.
     *
     * @param delay from its write to now, by Redis' clock and ours
     */
    default void applied(Namespace namespace, int changes, Duration delay) {}

    /**
     * A replica has caught up with Redis.
     *
     * @param entries how many it took for that
     */
    default void caughtUp(Namespace namespace, Cause cause, int entries, Duration took) {}

    /** Redis had lost entries, and took them back from this node. */
    default void salvaged(Namespace namespace, int entries) {}

    /** A replica's state has changed. */
    default void moved(Namespace namespace, WatchState from, WatchState to) {}

    /** Why a replica had to catch up. */
    enum Cause {
        /** The subscription was confirmed, for the first time or again. */
        SUBSCRIBED,
        /** A message's offset was not the one expected. */
        GAP,
        /** The message is of another epoch than the replica. */
        EPOCH,
        /** The message carried names only. */
        LARGE,
        /** Messages came faster than they could be applied. */
        OVERFLOW,
        /** A heartbeat found the replica behind, though no message was missed. */
        HEARTBEAT,
        /** The attempt before had failed. */
        RETRY
    }
}
