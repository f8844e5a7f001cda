package io.sluice.watch;

import io.sluice.setting.Entry;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A replica as the watcher sees it. Only the watcher's thread changes it; anybody reads it. */
final class LocalReplica implements Replica {
    private final Namespace namespace;
    private final ReentrantLock waiting = new ReentrantLock();
    private final Condition moved = waiting.newCondition();
    private volatile Snapshot snapshot;
    private volatile WatchState state = WatchState.SYNCING;
    private volatile Instant lastLive = Instant.MIN;

    LocalReplica(Namespace namespace) {
        this.namespace = namespace;
        this.snapshot = Snapshot.empty(namespace);
    }

    /** Begins with what an earlier process has left behind, which was last known to be right at that time. */
    void begin(Snapshot left, Instant right) {
        lastLive = right;
        state = WatchState.STALE;
        show(left);
    }

    /** When this replica was last known to hold what Redis holds; long ago if never. Of the watcher's thread alone. */
    Instant lastLive(Instant now) {
        return state == WatchState.LIVE ? now : lastLive;
    }

    @Override
    public Namespace namespace() {
        return namespace;
    }

    @Override
    public Snapshot snapshot() {
        return snapshot;
    }

    @Override
    public WatchState state() {
        return state;
    }

    @Override
    public boolean awaitRevision(Revision revision, Duration timeout) throws InterruptedException {
        if (hasReached(revision)) {
            return true;
        }
        long nanos = timeout.toNanos();
        waiting.lockInterruptibly();
        try {
            while (!hasReached(revision)) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = moved.awaitNanos(nanos);
            }
            return true;
        } finally {
            waiting.unlock();
        }
    }

    /** Makes the entries visible, all at once. */
    void merge(Collection<? extends Entry> entries, Head reached) {
        show(snapshot.merge(entries, reached));
    }

    /** Makes another snapshot visible. */
    void show(Snapshot newer) {
        snapshot = newer;
        waiting.lock();
        try {
            moved.signalAll();
        } finally {
            waiting.unlock();
        }
    }

    /** The one place where the state moves; answers whether it did. */
    boolean move(WatchState next, Instant now) {
        if (state == next || state == WatchState.CLOSED) {
            return false;
        }
        // A replica that has never caught up cannot be stale: it has nothing to be stale.
        if (state == WatchState.SYNCING && next == WatchState.STALE) {
            return false;
        }
        if (state == WatchState.LIVE) {
            lastLive = now;
        }
        state = next;
        return true;
    }

    private boolean hasReached(Revision revision) {
        var head = snapshot.head();
        return head != null && !revision.isAfter(head.revision());
    }
}
