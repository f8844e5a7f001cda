package io.sluice.watch;

import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import io.sluice.setting.TraceParent;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/**
 * Is told what a watcher does, for logs, metrics, events and whoever hands changes on. Called on the watcher's thread; must
 * return soon. What it throws is logged and has no effect.
 */
public interface WatchListener {
    /**
     * A replica changes: called once for each new snapshot, in order, just before others can read it.
     *
     * @param before the snapshot that the replica had
     * @param after the one that it has from now on
     * @param names at least those whose entries differ
     */
    default void changed(Snapshot before, Snapshot after, Collection<SettingName> names) {}

    /**
     * A change set was applied as it came.
     *
     * @param delay from its write to now, by Redis' clock and ours
     */
    default void applied(Namespace namespace, int changes, Duration delay) {}

    /**
     * A change set that is part of a trace was applied: as it came, or, where its message had the names only, by the catch-up
     * that this led to. Nobody is told of those that a replica catches up with for another reason.
     *
     * @param trace the span that its write was part of
     * @param head of the namespace with these changes
     * @param began when the watcher took its message up
     * @param ended when the changes could be read
     */
    default void traced(TraceParent trace, Namespace namespace, Head head, Instant began, Instant ended) {}

    /**
     * A replica has caught up with Redis.
     *
     * @param entries how many it took for that
     */
    default void resynced(Namespace namespace, Kind kind, Cause cause, int entries, Duration took) {}

    /** Redis had lost entries, and took them back from this node. */
    default void salvaged(Namespace namespace, int entries) {}

    /** A replica's state has changed. */
    default void moved(Namespace namespace, WatchState from, WatchState to) {}

    /** The state of the watcher, which is the worst of its replicas', has changed. */
    default void moved(WatchState from, WatchState to) {}

    /** What a replica read to catch up. */
    enum Kind {
        /** What changed behind its position. */
        DELTA,
        /** The whole namespace. */
        FULL
    }

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
