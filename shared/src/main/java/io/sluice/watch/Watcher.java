package io.sluice.watch;

import io.sluice.setting.Entry;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import io.sluice.setting.TraceParent;
import io.sluice.store.Delivery;
import io.sluice.store.Feed;
import io.sluice.store.FeedPage.Coverage;
import io.sluice.store.Nodes;
import io.sluice.store.Propagation;
import io.sluice.store.Rejection;
import io.sluice.store.Scope;
import io.sluice.store.SettingStore;
import io.sluice.store.StoreException;
import io.sluice.store.StoreException.Outcome;
import io.sluice.store.UnreadableException;
import io.sluice.watch.Inbox.Signal;
import io.sluice.watch.WatchListener.Cause;
import io.sluice.watch.WatchListener.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Feed feed;
    private final Resync resync;
    private final @Nullable Salvage salvage;
    private final WatchOptions options;
    private final WatchListener listener;
    private final Clock clock;
    private final Inbox inbox;
    private final Heartbeat heartbeat;
    private final @Nullable SnapshotFolder snapshots;
    private final Thread thread = new Thread(this::run, "sluice-watcher");
    private final NavigableMap<Namespace, LocalReplica> replicas = new ConcurrentSkipListMap<>();
    private final CountDownLatch live = new CountDownLatch(1);

    /** Whether all namespaces of the scope are known and followed; the state of the watcher is never better. */
    private volatile WatchState reach = WatchState.SYNCING;

    // What only the watcher's thread touches.
    private final Map<LocalReplica, Missing> behind = new LinkedHashMap<>();
    private final Map<LocalReplica, Awaited> awaited = new HashMap<>();
    private final Set<LocalReplica> called = new HashSet<>();
    private WatchState told = WatchState.SYNCING;
    private boolean confirmed;
    private boolean confirmedBefore;
    private boolean discovered;
    private Attempt discovery = Attempt.first();

    /**
     * Makes a watcher; {@link #start} sets it to work.
     *
     * @param feed what it follows
     * @param nodes where it reports
     * @param self as whom
     * @param salvageTo where it brings back what Redis has lost; null for a node that may not write
     * @param listeners told of what it does, on its thread
     * @param rejections the values that this node does not use, for its report; called on the heartbeat's thread
     * @param clock set like that of Redis, or the delays it measures are off by the difference
     */
    public Watcher(
            Feed feed,
            Nodes nodes,
            NodeIdentity self,
            WatchOptions options,
            @Nullable SettingStore salvageTo,
            List<? extends WatchListener> listeners,
            Supplier<List<Rejection>> rejections,
            Clock clock) {
        this.feed = feed;
        this.resync = new Resync(feed);
        this.salvage = salvageTo == null ? null : new Salvage(salvageTo);
        this.options = options;
        this.listener = new Listeners(listeners);
        this.clock = clock;
        this.inbox = new Inbox(options.queue());
        this.heartbeat = new Heartbeat(feed, nodes, self, options, clock, inbox, this, rejections);
        this.snapshots = options.snapshots() == null
                ? null
                : new SnapshotFolder(options.snapshots(), options.heartbeat().multipliedBy(2), this::clear);
        thread.setDaemon(true);
    }

    /** Begins to follow Redis. Returns at once, also while Redis is down. */
    public void start() {
        if (options.scope() instanceof Scope.Only only) {
            only.namespaces().forEach(this::replica);
        }
        if (snapshots != null) {
            snapshots.read(options.scope()).forEach(this::begin);
            reach(WatchState.STALE);
            tell();
        }
        thread.start();
    }

    private void begin(SnapshotFolder.Left left) {
        var replica = replica(left.snapshot().namespace());
        show(replica, left.snapshot());
        replica.wasRight(left.writtenAt());
        move(replica, WatchState.STALE);
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
            if (reach == worst || states.contains(worst)) {
                return worst;
            }
        }
        return WatchState.LIVE;
    }

    /**
     * Waits until all replicas are live for the first time.
     *
     * @return false when the time was up before that
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean awaitLive(Duration patience) throws InterruptedException {
        return live.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** How long changes took to come lately; without the namespaces in which there were none. */
    Map<Namespace, Propagation> propagation(Instant now) {
        var told = new HashMap<Namespace, Propagation>();
        for (var replica : replicas.values()) {
            replica.propagation(now).ifPresent(known -> told.put(replica.namespace(), known));
        }
        return told;
    }

    /** Where Redis was when the heartbeat looked; null if it holds nothing of that namespace. */
    void sawHead(Namespace namespace, @Nullable Head head) {
        var replica = replicas.get(namespace);
        if (replica != null) {
            replica.sawHead(head);
        }
    }

    /** Whether the replica holds names of which nobody could say yet if they were removed. */
    boolean isInDoubt(Namespace namespace) {
        var replica = replicas.get(namespace);
        return replica != null && replica.isInDoubt();
    }

    /** The replicas that are not in doubt. */
    private List<LocalReplica> clear() {
        return replicas.values().stream()
                .filter(replica -> !replica.isInDoubt())
                .toList();
    }

    private void run() {
        try (var subscription = feed.subscribe(options.scope(), options.heartbeat(), inbox);
                heartbeat;
                snapshots) {
            heartbeat.start(subscription);
            if (snapshots != null) {
                snapshots.start();
            }
            while (true) {
                var signal = inbox.take(patience());
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
            tell();
        }
    }

    private void handle(Signal signal, Feed.Subscription subscription) {
        if (signal instanceof Signal.Received received) {
            receive(received.delivery());
        } else if (signal instanceof Signal.Confirmed) {
            // A process that starts is waited for; one that comes back does so with the whole fleet.
            var soon = confirmedBefore ? options.jitter() : Duration.ZERO;
            confirmed = true;
            confirmedBefore = true;
            discovered = false;
            discovery = Attempt.within(soon);
            replicas.values().forEach(replica -> miss(replica, Cause.SUBSCRIBED, soon));
        } else if (signal instanceof Signal.Lost) {
            confirmed = false;
            moveAll(WatchState.STALE);
        } else if (signal instanceof Signal.Overflowed) {
            allBehind(Cause.OVERFLOW);
        } else if (signal instanceof Signal.HeadsSeen seen) {
            compare(seen.heads(), subscription);
            seen.absent().forEach(this::suspectLoss);
            seen.cleared().forEach(namespace -> miss(replica(namespace), Cause.HEARTBEAT));
        }
        catchUp();
        answerCalls();
        tell();
    }

    /** Whoever calls wants to hear of a replica that has what was published before the call, and listeners that were told. */
    private void answerCalls() {
        if (called.removeIf(replica -> !behind.containsKey(replica))) {
            heartbeat.answer();
        }
    }

    private void receive(Delivery delivery) {
        if (!options.scope().includes(delivery.namespace())) {
            return;
        }
        var replica = replica(delivery.namespace());
        var begun = clock.instant();
        replica.received(begun);
        if (delivery.isRollCall()) {
            called.add(replica);
        }
        if (behind.containsKey(replica)) {
            // The catch-up is still to come, and will have read this.
            return;
        }
        try {
            var message = delivery.message();
            var held = replica.snapshot().head();
            var reached = message.head().position();
            if (held == null) {
                // A new namespace is small, and whoever has created it looks for it.
                miss(replica, Cause.EPOCH);
            } else if (!held.position().epoch().equals(reached.epoch())) {
                miss(replica, Cause.EPOCH, options.jitter());
            } else if (message.firstOffset() > held.position().offset() + 1) {
                miss(replica, Cause.GAP);
            } else if (reached.offset() > held.position().offset()) {
                if (message.isWhole()) {
                    merge(replica, message.entries(), message.head());
                    var now = clock.instant();
                    var delay = Duration.between(message.head().revision().time(), now);
                    replica.came(delay, now);
                    listener.applied(replica.namespace(), message.entries().size(), delay);
                    if (message.trace() != null) {
                        listener.traced(message.trace(), replica.namespace(), message.head(), begun, now);
                    }
                } else {
                    miss(replica, Cause.LARGE, options.jitter());
                    if (message.trace() != null) {
                        awaited.put(replica, new Awaited(message.trace(), message.head(), begun));
                    }
                }
            }
        } catch (UnreadableException e) {
            LOG.warn("namespace {}: {}; catching up instead", replica.namespace(), e.getMessage());
            miss(replica, Cause.GAP);
        }
    }

    /**
     * These heads come behind every message that had been published until they were read, so a replica that is behind one of
     * them and is not about to catch up has lost a message; and a connection that has lost one without saying so is not
     * trusted with the next.
     */
    private void compare(Map<Namespace, Head> heads, Feed.Subscription subscription) {
        var lossy = false;
        for (var seen : heads.entrySet()) {
            var replica = replica(seen.getKey());
            if (isBehind(replica, seen.getValue()) && !behind.containsKey(replica)) {
                lossy |= confirmed && discovered && replica.state() != WatchState.STALE;
                miss(replica, Cause.HEARTBEAT);
            }
        }
        if (lossy) {
            LOG.warn("watcher: changes were published and did not arrive; building the subscription anew");
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

    /**
     * A change set of a trace, of which the message had the names only.
     *
     * @param begun when the message was taken up
     */
    private record Awaited(TraceParent trace, Head head, Instant begun) {}

    private void tellAwaited(LocalReplica replica) {
        var changes = awaited.remove(replica);
        if (changes != null && !isBehind(replica, changes.head())) {
            listener.traced(changes.trace(), replica.namespace(), changes.head(), changes.begun(), clock.instant());
        }
    }

    /** How long to wait for the next signal: until something else is to be done. */
    private Duration patience() {
        long now = System.nanoTime();
        long wait = IDLE.toNanos();
        for (var missing : behind.values()) {
            wait = Math.min(wait, missing.attempt().nanosUntil(now));
        }
        if (confirmed && !discovered) {
            wait = Math.min(wait, discovery.nanosUntil(now));
        }
        return Duration.ofNanos(Math.max(0, wait));
    }

    private void miss(LocalReplica replica, Cause cause) {
        behind.put(replica, new Missing(cause, Attempt.first()));
    }

    private void miss(LocalReplica replica, Cause cause, Duration soon) {
        behind.put(replica, new Missing(cause, Attempt.within(soon)));
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
            reach(WatchState.LIVE);
        }
    }

    /** Tries one; false if Redis does not answer at all. */
    private boolean isCaughtUp(LocalReplica replica, Missing missing) {
        try {
            catchUp(replica, missing.cause());
            behind.remove(replica);
            tellAwaited(replica);
            return true;
        } catch (StoreException e) {
            fail(replica, missing, e);
            return !isUnreachable(e);
        } catch (RuntimeException e) {
            fail(replica, missing, e);
            return true;
        }
    }

    private void fail(LocalReplica replica, Missing missing, RuntimeException failure) {
        if (missing.attempt().failures() == 0) {
            LOG.warn("namespace {}: cannot catch up, trying again: {}", replica.namespace(), failure.toString());
        }
        move(replica, WatchState.STALE);
        behind.put(replica, new Missing(Cause.RETRY, next(missing.attempt(), failure)));
    }

    /** The command connection may come back later than the subscription's; that is asked without a network. */
    private static Attempt next(Attempt failed, RuntimeException failure) {
        return failure instanceof StoreException store && store.outcome() == Outcome.NOT_DONE && isUnreachable(store)
                ? failed.soon()
                : failed.next();
    }

    private static boolean isUnreachable(StoreException failure) {
        return failure.reason() == StoreException.Reason.UNREACHABLE;
    }

    private void tryToDiscover() {
        try {
            discover();
        } catch (StoreException e) {
            LOG.debug("watcher: cannot list the namespaces, trying again", e);
            discovery = next(discovery, e);
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
        var outcome = replica.isInDoubt() ? resync.whole(replica.namespace()) : resync.from(held);
        if (outcome instanceof Resync.Outcome.Delta delta) {
            merge(replica, delta.entries(), delta.head());
            tellResynced(replica, Kind.DELTA, cause, delta.entries().size(), begun);
        } else if (outcome instanceof Resync.Outcome.Whole whole) {
            take(replica, whole, begun);
            tellResynced(replica, Kind.FULL, cause, whole.redis().size(), begun);
        } else if (held.iterator().hasNext() && !offer(replica, held, Snapshot.empty(replica.namespace()), begun)) {
            LOG.warn("namespace {}: Redis holds nothing; keeping {} settings", replica.namespace(), held.size());
            move(replica, WatchState.STALE);
            return;
        }
        if (replica.isInDoubt()) {
            LOG.warn(
                    "namespace {}: Redis lacks what is kept here; stale until it is brought back, or the namespace complete",
                    replica.namespace());
            move(replica, WatchState.STALE);
        } else if (confirmed) {
            move(replica, WatchState.LIVE);
        }
    }

    /**
     * A name that Redis lacks, or holds older, and this replica holds was lost by Redis, or it was removed and its tombstone
     * compacted away. Where the namespace is complete in the replica's own epoch, Redis has lost nothing in between. Else a
     * replica that was right within the retention of tombstones has seen every removal, so it offers the name, if it may. Any
     * other drops it where the namespace is complete. Whoever can do neither keeps the name to itself, in doubt, for as long
     * as others may bring it back: until the namespace is complete, and a heartbeat longer.
     */
    private void take(LocalReplica replica, Resync.Outcome.Whole whole, Instant now) {
        var held = replica.snapshot();
        var redis = whole.redis();
        var isOfOneEpoch = isOfOneEpoch(held, redis);
        if (whole.coverage() == Coverage.COMPLETE
                && (isOfOneEpoch ? isBeyondHope(replica, now) : !isRecent(replica, now))) {
            if (replica.isInDoubt()) {
                LOG.warn("namespace {}: gives up what Redis has lost and nobody brought back", replica.namespace());
            }
            replica.clear();
            show(replica, redis);
            return;
        }
        // First: what could not be offered is offered again only by a replica that has not come to the new epoch.
        offer(replica, held, redis, now);
        var doubted = mayOffer(replica, now) ? Set.<SettingName>of() : doubtful(held, redis);
        replica.doubt(doubted, isOfOneEpoch && replica.isInDoubt() ? replica.doubtedSince() : now);
        show(replica, held.unite(redis));
    }

    private boolean isBeyondHope(LocalReplica replica, Instant now) {
        return !replica.isInDoubt() || !replica.doubtedSince().isAfter(now.minus(options.heartbeat()));
    }

    /** What is there for readers here, and not so in Redis. */
    private static Set<SettingName> doubtful(Snapshot held, Snapshot redis) {
        return held.missingIn(redis).stream()
                .filter(entry -> entry instanceof Entry.Present || redis.entry(entry.name()) instanceof Entry.Present)
                .map(Entry::name)
                .collect(Collectors.toSet());
    }

    private static boolean isOfOneEpoch(Snapshot held, Snapshot redis) {
        var head = held.head();
        var there = redis.head();
        return head != null
                && there != null
                && head.position().epoch().equals(there.position().epoch());
    }

    /** Offers Redis what it has lost; false where this node may not, or holds nothing that Redis lacks. */
    private boolean offer(LocalReplica replica, Snapshot held, Snapshot redis, Instant now) {
        if (salvage == null || !mayOffer(replica, now)) {
            return false;
        }
        int taken = salvage.offer(held, redis, now.minus(options.tombstoneRetention()));
        if (taken > 0) {
            LOG.warn(
                    "namespace {}: Redis had lost {} entries; this node brought them back", replica.namespace(), taken);
            listener.salvaged(replica.namespace(), taken);
        }
        return taken > 0;
    }

    private boolean mayOffer(LocalReplica replica, Instant now) {
        return salvage != null && isRecent(replica, now);
    }

    private boolean isRecent(LocalReplica replica, Instant now) {
        return replica.lastLive(now).isAfter(now.minus(options.tombstoneRetention()));
    }

    private void tellResynced(LocalReplica replica, Kind kind, Cause cause, int entries, Instant begun) {
        listener.resynced(replica.namespace(), kind, cause, entries, Duration.between(begun, clock.instant()));
        LOG.debug(
                "namespace {}: caught up at {} ({}, {} entries)",
                replica.namespace(),
                replica.snapshot().head(),
                cause,
                entries);
    }

    private LocalReplica replica(Namespace namespace) {
        return replicas.computeIfAbsent(namespace, unknown -> new LocalReplica(unknown, clock.instant()));
    }

    /** Makes the entries visible, all at once. */
    private void merge(LocalReplica replica, List<Entry> entries, Head reached) {
        var names = entries.stream().map(Entry::name).toList();
        var wasInDoubt = replica.isInDoubt();
        replica.confirm(entries);
        show(replica, replica.snapshot().merge(entries, reached), names);
        if (wasInDoubt && !replica.isInDoubt() && confirmed) {
            move(replica, WatchState.LIVE);
        }
    }

    private void show(LocalReplica replica, Snapshot newer) {
        show(replica, newer, replica.snapshot().differences(newer));
    }

    private void show(LocalReplica replica, Snapshot newer, Collection<SettingName> names) {
        listener.changed(replica.snapshot(), newer, names);
        replica.show(newer, clock.instant());
    }

    private void moveAll(WatchState next) {
        reach(next);
        replicas.values().forEach(replica -> move(replica, next));
    }

    private void reach(WatchState next) {
        // Before all is here for the first time, there is nothing to be stale, but for snapshots on disk.
        if (reach.mayBecome(next) && !(reach == WatchState.SYNCING && next == WatchState.STALE && !holdsAll())) {
            reach = next;
        }
    }

    private boolean holdsAll() {
        return !replicas.isEmpty()
                && replicas.values().stream().allMatch(replica -> replica.state() == WatchState.STALE);
    }

    /** Says once what the state has come to. */
    private void tell() {
        var from = told;
        var now = state();
        if (from != now) {
            told = now;
            LOG.info("watcher: {} -> {}", from, now);
            listener.moved(from, now);
            if (now == WatchState.LIVE) {
                live.countDown();
            }
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
