package io.sluice.watch;

import io.sluice.setting.Entry;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import io.sluice.store.Propagation;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A replica as the watcher sees it. Only the watcher's thread changes it; anybody reads it. */
final class LocalReplica implements Replica {
    private final Namespace namespace;
    private final ReentrantLock waiting = new ReentrantLock();
    private final Condition moved = waiting.newCondition();
    private volatile Snapshot snapshot;
    private volatile WatchState state = WatchState.SYNCING;
    private volatile Instant since;
    private volatile Instant lastLive = Instant.MIN;
    private volatile Set<SettingName> doubted = Set.of();
    private Instant doubtedSince = Instant.MAX;
    private volatile @Nullable Head seen;
    private volatile @Nullable Instant lastMessage;
    private volatile @Nullable Instant lastApplied;
    /** Null until the first change comes by message. */
    private volatile @Nullable Delays delays;

    LocalReplica(Namespace namespace, Instant now) {
        this.namespace = namespace;
        this.snapshot = Snapshot.empty(namespace);
        this.since = now;
    }

    /** What it holds was last known to be right at that time, by an earlier process that left it behind. */
    void wasRight(Instant then) {
        lastLive = then;
    }

    /** When this replica was last known to hold what Redis holds; long ago if never. Of the watcher's thread alone. */
    Instant lastLive(Instant now) {
        return state == WatchState.LIVE ? now : lastLive;
    }

    /** Whether it holds what Redis lacks or holds older, and nobody can say yet whether that comes back. */
    boolean isInDoubt() {
        return !doubted.isEmpty();
    }

    /** It holds these names so, until they are {@link #confirm confirmed}, or {@link #clear}. Of the watcher's thread alone. */
    void doubt(Set<SettingName> names, Instant now) {
        doubted = Set.copyOf(names);
        doubtedSince = now;
    }

    /** Since when it has been in doubt. Of the watcher's thread alone. */
    Instant doubtedSince() {
        return doubtedSince;
    }

    /** Redis has come to these entries: what is not older than what this replica holds is beyond doubt. */
    void confirm(Collection<Entry> entries) {
        if (isInDoubt()) {
            var left = new HashSet<>(doubted);
            for (var entry : entries) {
                var held = snapshot.entry(entry.name());
                if (held == null || !held.supersedes(entry)) {
                    left.remove(entry.name());
                }
            }
            doubted = Set.copyOf(left);
        }
    }

    /** It holds no such names. */
    void clear() {
        doubted = Set.of();
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
    public ReplicaStatus status() {
        return new ReplicaStatus(state, since, snapshot.head(), seen, lastMessage, lastApplied);
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

    /** A message has arrived. */
    void received(Instant now) {
        lastMessage = now;
    }

    /** A change set was applied as it came, that long after its write. Of the watcher's thread alone. */
    void came(Duration delay, Instant now) {
        var counted = delays;
        if (counted == null) {
            counted = new Delays();
            delays = counted;
        }
        counted.record(delay, now);
    }

    /** How long changes took to come lately; empty if none did. */
    Optional<Propagation> propagation(Instant now) {
        var counted = delays;
        return counted == null ? Optional.empty() : counted.summary(now);
    }

    /** Redis was there; called by the heartbeat. */
    void sawHead(@Nullable Head head) {
        seen = head;
    }

    /** Makes another snapshot visible. */
    void show(Snapshot newer, Instant now) {
        snapshot = newer;
        lastApplied = now;
        waiting.lock();
        try {
            moved.signalAll();
        } finally {
            waiting.unlock();
        }
    }

    /** The one place where the state moves; answers whether it did. */
    boolean move(WatchState next, Instant now) {
        // A replica that has never caught up, and began with nothing, has nothing to be stale.
        if (!state.mayBecome(next)
                || (state == WatchState.SYNCING && next == WatchState.STALE && snapshot.head() == null)) {
            return false;
        }
        if (state == WatchState.LIVE) {
            lastLive = now;
        }
        since = now;
        state = next;
        return true;
    }

    private boolean hasReached(Revision revision) {
        var head = snapshot.head();
        return head != null && !revision.isAfter(head.revision());
    }
}
