package io.sluice.watch;

import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Snapshot;
import io.sluice.store.Delivery;
import io.sluice.store.Feed;
import io.sluice.store.FeedPage.Coverage;
import io.sluice.store.Nodes;
import io.sluice.store.Scope;
import io.sluice.store.SettingStore;
import io.sluice.store.StoreException;
import io.sluice.store.UnreadableException;
import io.sluice.watch.Inbox.Signal;
import io.sluice.watch.WatchListener.Cause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the replicas of this process equal to Redis.
 *
 * <p>Subscribe, wait for the confirmation, catch up, live: the same on every re-subscription. Messages that arrive
 * meanwhile wait in the inbox; those that the catch-up has covered have no effect. A gap in the offsets, another epoch,
 * a message without values, an overflow, or a heartbeat that finds the replica behind leads to another catch-up, which
 * costs what was missed.
 *
 * <p>Threads: {@code sluice-watcher} alone changes replicas; {@code sluice-heartbeat} looks and reports; network threads
 * only leave messages in the inbox. Reads come from any thread and take no lock.
 */
public final class Watcher implements Replicas, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int PATIENT_HEARTBEATS = 2;

    private final Feed feed;
    private final CatchUp catchUp;
    private final @Nullable Salvage salvage;
    private final WatchOptions options;
    private final WatchListener listener;
    private final Clock clock;
    private final Inbox inbox;
    private final Heartbeat heartbeat;
    private final @Nullable SnapshotFolder snapshots;
    private final Thread thread = new Thread(this::run, "sluice-watcher");
    private final NavigableMap<Namespace, LocalReplica> replicas = new ConcurrentSkipListMap<>();

    /** The state of the watcher itself; that of a replica is never better. */
    private volatile WatchState state = WatchState.SYNCING;

    // What only the watcher's thread touches.
    private final Map<LocalReplica, Missing> behind = new LinkedHashMap<>();
    private Map<Namespace, Head> headsBefore = Map.of();
    private boolean confirmed;
    private boolean discovered;
    private Attempt discovery = Attempt.first();
    private int unconfirmedHeartbeats;

    /**
     * Makes a watcher; {@link #start} sets it to work.
     *
     * @param feed what it follows
     * @param nodes where it reports
     * @param self as whom
     * @param salvageTo where it brings back what Redis has lost; null for a node that may not write
     * @param listener told of what it does, on its thread
     * @param clock set like that of Redis, or the delays it measures are off by the difference
     */
    public Watcher(
            Feed feed,
            Nodes nodes,
            NodeIdentity self,
            WatchOptions options,
            @Nullable SettingStore salvageTo,
            WatchListener listener,
            Clock clock) {
        this.feed = feed;
        this.catchUp = new CatchUp(feed);
        this.salvage = salvageTo == null ? null : new Salvage(salvageTo);
        this.options = options;
        this.listener = listener;
        this.clock = clock;
        this.inbox = new Inbox(options.queue());
        this.heartbeat = new Heartbeat(feed, nodes, self, options, clock, inbox, this);
        this.snapshots = options.snapshots() == null
                ? null
                : new SnapshotFolder(options.snapshots(), options.heartbeat().multipliedBy(2), this);
        thread.setDaemon(true);
    }

    /** Begins to follow Redis. Returns at once, also while Redis is down. */
    public void start() {
        if (options.scope() instanceof Scope.Only only) {
            only.namespaces().forEach(this::replica);
        }
        if (snapshots != null) {
            snapshots
                    .read(options.scope())
                    .forEach(left -> replica(left.snapshot().namespace()).begin(left.snapshot(), left.writtenAt()));
            if (!replicas.isEmpty()
                    && replicas.values().stream().allMatch(replica -> replica.state() == WatchState.STALE)) {
                // All there is to answer with is here; what is new is not.
                state = WatchState.STALE;
                LOG.info("watcher: starting with the snapshots of {} namespaces", replicas.size());
            }
        }
        thread.start();
    }

    /** Ends, and waits for that; the replicas stay readable as they are. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(GRACE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Optional<Replica> find(Namespace namespace) {
        return Optional.ofNullable(replicas.get(namespace));
    }

    @Override
    public List<Replica> all() {
        return List.copyOf(replicas.values());
    }

    @Override
    public WatchState state() {
        var states = replicas.values().stream().map(LocalReplica::state).toList();
        for (var worst : List.of(WatchState.CLOSED, WatchState.SYNCING, WatchState.STALE)) {
            if (state == worst || states.contains(worst)) {
                return worst;
            }
        }
        return WatchState.LIVE;
    }

    private void run() {
        try (var subscription = feed.subscribe(options.scope(), options.heartbeat(), inbox);
                heartbeat;
                snapshots) {
            heartbeat.start();
            if (snapshots != null) {
                snapshots.start();
            }
            while (true) {
                var signal = inbox.take(isBehind() ? LOOK : IDLE);
                try {
                    handle(signal, subscription);
                } catch (RuntimeException e) {
                    LOG.error(
                            "watcher: {} failed; catching up", signal.getClass().getSimpleName(), e);
                    allBehind(Cause.RETRY);
                }
            }
        } catch (InterruptedException e) {
            // The one who closes interrupts, and that is the only end.
            Thread.currentThread().interrupt();
        } finally {
            moveAll(WatchState.CLOSED);
        }
    }

    private void handle(Signal signal, Feed.Subscription subscription) {
        if (signal instanceof Signal.Received received) {
            receive(received.delivery());
        } else if (signal instanceof Signal.Confirmed) {
            confirmed = true;
            unconfirmedHeartbeats = 0;
            discovered = false;
            discovery = Attempt.first();
            allBehind(Cause.SUBSCRIBED);
        } else if (signal instanceof Signal.Lost) {
            confirmed = false;
            moveAll(WatchState.STALE);
        } else if (signal instanceof Signal.Overflowed) {
            allBehind(Cause.OVERFLOW);
        } else if (signal instanceof Signal.HeadsSeen seen) {
            compare(seen.heads(), subscription);
            seen.absent().forEach(this::suspectLoss);
        }
        catchUp();
    }

    private void receive(Delivery delivery) {
        if (!options.scope().includes(delivery.namespace())) {
            return;
        }
        var replica = replica(delivery.namespace());
        if (behind.containsKey(replica)) {
            // The catch-up is still to come, and will have read this.
            return;
        }
        try {
            var message = delivery.message();
            var held = replica.snapshot().head();
            var reached = message.head().position();
            if (held == null || !held.position().epoch().equals(reached.epoch())) {
                miss(replica, Cause.EPOCH);
            } else if (message.firstOffset() > held.position().offset() + 1) {
                miss(replica, Cause.GAP);
            } else if (reached.offset() > held.position().offset()) {
                if (message.isWhole()) {
                    replica.merge(message.entries(), message.head());
                    var delay = Duration.between(message.head().revision().time(), clock.instant());
                    listener.applied(replica.namespace(), message.entries().size(), delay);
                } else {
                    miss(replica, Cause.LARGE);
                }
            }
        } catch (UnreadableException e) {
            LOG.warn("namespace {}: {}; catching up instead", replica.namespace(), e.getMessage());
            miss(replica, Cause.GAP);
        }
    }

    /**
     * What Redis had at the heartbeat before must be here by now. If it is not, its message was lost, and a connection
     * that has lost one without saying so is not trusted with the next.
     */
    private void compare(Map<Namespace, Head> heads, Feed.Subscription subscription) {
        var missed = false;
        for (var seen : heads.entrySet()) {
            var replica = replica(seen.getKey());
            var before = headsBefore.get(seen.getKey());
            if (before != null && isBehind(replica, before) && isBehind(replica, seen.getValue())) {
                missed = true;
                miss(replica, Cause.HEARTBEAT);
            } else if (isBehind(replica, seen.getValue()) && replica.state() != WatchState.LIVE) {
                miss(replica, Cause.HEARTBEAT);
            }
        }
        headsBefore = heads;
        unconfirmedHeartbeats = confirmed ? 0 : unconfirmedHeartbeats + 1;
        if (confirmed && missed) {
            LOG.warn("watcher: changes were published and none arrived; building the subscription anew");
            subscription.reset();
        } else if (unconfirmedHeartbeats > PATIENT_HEARTBEATS) {
            LOG.warn("watcher: Redis answers, but the subscription is not confirmed; building it anew");
            unconfirmedHeartbeats = 0;
            subscription.reset();
        }
    }

    /** A namespace that is here and not in Redis was lost there, whether or not the connection was. */
    private void suspectLoss(Namespace namespace) {
        var replica = replica(namespace);
        if (replica.state() == WatchState.LIVE && replica.snapshot().head() != null) {
            miss(replica, Cause.HEARTBEAT);
        }
    }

    private static boolean isBehind(LocalReplica replica, Head head) {
        var held = replica.snapshot().head();
        return held == null
                || !held.position().epoch().equals(head.position().epoch())
                || held.position().offset() < head.position().offset();
    }

    /** Why a replica has to catch up, and when it next tries to. */
    private record Missing(Cause cause, Attempt attempt) {}

    private boolean isBehind() {
        return !behind.isEmpty() || (confirmed && !discovered);
    }

    private void miss(LocalReplica replica, Cause cause) {
        behind.put(replica, new Missing(cause, Attempt.first()));
    }

    private void allBehind(Cause cause) {
        replicas.values().forEach(replica -> miss(replica, cause));
    }

    /** Catches up with everything that is known to be missing; one namespace that cannot be read holds up no other. */
    private void catchUp() {
        if (confirmed && !discovered && discovery.isDue()) {
            tryToDiscover();
        }
        for (var replica : List.copyOf(behind.keySet())) {
            var missing = Objects.requireNonNull(behind.get(replica));
            if (missing.attempt().isDue() && !isCaughtUp(replica, missing)) {
                // The next one would wait for nothing just as long.
                return;
            }
        }
        if (confirmed && discovered) {
            move(WatchState.LIVE);
        }
    }

    /** Tries one; false if Redis does not answer at all. */
    private boolean isCaughtUp(LocalReplica replica, Missing missing) {
        try {
            catchUp(replica, missing.cause());
            behind.remove(replica);
            return true;
        } catch (StoreException e) {
            fail(replica, missing, e);
            return e.reason() != StoreException.Reason.UNREACHABLE;
        } catch (UnreadableException e) {
            fail(replica, missing, e);
            return true;
        }
    }

    private void fail(LocalReplica replica, Missing missing, RuntimeException failure) {
        if (missing.attempt().failures() == 0) {
            LOG.warn("namespace {}: cannot catch up, trying again: {}", replica.namespace(), failure.getMessage());
        }
        move(replica, WatchState.STALE);
        behind.put(replica, new Missing(Cause.RETRY, missing.attempt().next()));
    }

    private void tryToDiscover() {
        try {
            discover();
        } catch (StoreException e) {
            LOG.debug("watcher: cannot list the namespaces, trying again", e);
            discovery = discovery.next();
        }
    }

    /** The namespaces that were created while nobody listened. */
    private void discover() {
        if (options.scope() instanceof Scope.All) {
            for (var namespace : feed.namespaces()) {
                if (!replicas.containsKey(namespace)) {
                    miss(replica(namespace), Cause.SUBSCRIBED);
                }
            }
        }
        discovered = true;
    }

    private void catchUp(LocalReplica replica, Cause cause) {
        var begun = clock.instant();
        var held = replica.snapshot();
        var outcome = catchUp.from(held);
        if (outcome instanceof CatchUp.Outcome.Delta delta) {
            replica.merge(delta.entries(), delta.head());
            tellCaughtUp(replica, cause, delta.entries().size(), begun);
        } else if (outcome instanceof CatchUp.Outcome.Whole whole) {
            take(replica, whole, begun);
            tellCaughtUp(replica, cause, whole.redis().size(), begun);
        } else if (held.head() != null && !offer(replica, held, Snapshot.empty(replica.namespace()), begun)) {
            LOG.warn("namespace {}: Redis holds nothing; keeping {} settings", replica.namespace(), held.size());
            move(replica, WatchState.STALE);
            return;
        }
        if (confirmed) {
            move(replica, WatchState.LIVE);
        }
    }

    /**
     * A name that Redis lacks and this replica holds was lost by Redis, or it was removed and its tombstone compacted
     * away. The latter takes longer than the retention of tombstones, so a replica that was right since then keeps the
     * name and offers it. Any other drops it where the namespace is complete, and else keeps it to itself.
     */
    private void take(LocalReplica replica, CatchUp.Outcome.Whole whole, Instant now) {
        var held = replica.snapshot();
        if (isRecent(replica, now) || whole.coverage() != Coverage.COMPLETE) {
            replica.show(held.unite(whole.redis()));
            offer(replica, held, whole.redis(), now);
        } else {
            replica.show(held.replacedBy(whole.redis()));
        }
    }

    /** Offers Redis what it has lost; false where this node may not, or holds nothing that Redis lacks. */
    private boolean offer(LocalReplica replica, Snapshot held, Snapshot redis, Instant now) {
        if (salvage == null || !isRecent(replica, now)) {
            return false;
        }
        int taken = salvage.offer(held, redis);
        if (taken > 0) {
            LOG.warn(
                    "namespace {}: Redis had lost {} entries; this node brought them back", replica.namespace(), taken);
            listener.salvaged(replica.namespace(), taken);
        }
        return taken > 0;
    }

    private boolean isRecent(LocalReplica replica, Instant now) {
        return replica.lastLive(now).isAfter(now.minus(options.tombstoneRetention()));
    }

    private void tellCaughtUp(LocalReplica replica, Cause cause, int entries, Instant begun) {
        listener.caughtUp(replica.namespace(), cause, entries, Duration.between(begun, clock.instant()));
        LOG.debug(
                "namespace {}: caught up at {} ({})",
                replica.namespace(),
                replica.snapshot().head(),
                cause);
    }

    private LocalReplica replica(Namespace namespace) {
        return replicas.computeIfAbsent(namespace, LocalReplica::new);
    }

    private void moveAll(WatchState next) {
        move(next);
        replicas.values().forEach(replica -> move(replica, next));
    }

    private void move(WatchState next) {
        var from = state;
        if (from != next && !(from == WatchState.SYNCING && next == WatchState.STALE)) {
            state = next;
            LOG.info("watcher: {} -> {}", from, next);
        }
    }

    private void move(LocalReplica replica, WatchState next) {
        var from = replica.state();
        if (replica.move(next, clock.instant())) {
            LOG.info(
                    "namespace {}: {} -> {} at {}",
                    replica.namespace(),
                    from,
                    next,
                    replica.snapshot().head());
            listener.moved(replica.namespace(), from, next);
        }
    }
}
