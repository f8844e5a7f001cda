package io.sluice.testing;

import io.sluice.client.LiveSettings;
import io.sluice.client.Settings;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Namespace;
import io.sluice.setting.Origin;
import io.sluice.setting.RequestId;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.Feed;
import io.sluice.store.Nodes;
import io.sluice.store.Scope;
import io.sluice.store.SettingStore;
import io.sluice.store.StoreLimits;
import io.sluice.store.WriteResult;
import io.sluice.watch.NodeIdentity;
import io.sluice.watch.Replica;
import io.sluice.watch.WatchOptions;
import io.sluice.watch.WatchState;
import io.sluice.watch.Watcher;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Settings without a server, for unit tests: what Redis does for Sluice, done in this process behind the same ports. So
 * all that builds on them runs in a test as it runs in a service.
 *
 * <pre>{@code
 * try (var sluice = new InMemorySluice()) {
 *     sluice.put("shop", "limits.max", 10);
 *     var pool = new Pool(sluice.follow("shop"));              // reads 10, and listens
 *
 *     sluice.put("shop", "limits.max", 20);
 *     sluice.settle();                                         // until everybody has heard of it
 *     assertThat(pool.size()).isEqualTo(20);
 *
 *     sluice.disconnect();
 *     sluice.put("shop", "limits.max", 30);
 *     sluice.settle();
 *     assertThat(pool.size()).isEqualTo(20);                   // the last it knows
 *     sluice.connect();
 *     sluice.settle();
 *     assertThat(pool.size()).isEqualTo(30);
 * }
 * }</pre>
 *
 * In a test with an application context, a bean of this type takes the place of Redis.
 *
 * <p>A subscriber hears of a change on another thread, as it does from Redis; {@link #settle} waits for that. What was
 * changed first arrives first.
 *
 * <p>It keeps what the ports promise, but drains nothing: there is no archive. Messages are never too large, and entries
 * are never lost. Thread-safe.
 */
public final class InMemorySluice implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String AUTHOR = "test";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration TOMBSTONE_RETENTION = Duration.ofDays(7);
    private static final int QUEUE = 10_000;

    private final Network network = new Network();
    private final InMemoryStore store;
    private final InMemoryNodes nodes;
    private final Clock clock;
    private final List<Followers> followers = new CopyOnWriteArrayList<>();

    /** One that holds nothing yet, on the clock of the system. */
    public InMemorySluice() {
        this(Clock.systemUTC());
    }

    /**
     * One that holds nothing yet.
     *
     * @param clock by which revisions are made, and requests and node reports forgotten; not before 1970
     */
    public InMemorySluice(Clock clock) {
        store = new InMemoryStore(StoreLimits.standard(), clock, network);
        nodes = new InMemoryNodes(clock);
        this.clock = clock;
    }

    /**
     * Follows namespaces as a service does, and reads them in this order: the first that has a name wins.
     *
     * @param namespaces at least one; they need not exist yet
     * @return settings that hold all that was put until now; they change no more once this is closed
     * @throws io.sluice.setting.InvalidInputException if a namespace is not allowed
     */
    public Settings follow(String... namespaces) {
        var layers = Stream.of(namespaces).map(Namespace::new).toList();
        var settings = new LiveSettings(layers, JSON, PATIENCE, clock);
        var options = new WatchOptions(
                new Scope.Only(Set.copyOf(layers)), HEARTBEAT, QUEUE, Duration.ZERO, null, TOMBSTONE_RETENTION);
        var id = "in-memory-" + UUID.randomUUID();
        var self = new NodeIdentity(id, "localhost", "test", "test", clock.instant());
        var watcher =
                new Watcher(store, nodes, self, options, null, List.of(settings.follower()), settings::rejected, clock);
        watcher.start();
        settlesWith(watcher, settings);
        settle();
        return settings;
    }

    /**
     * Waits until everybody who follows has caught up with what was put until now, as far as the connection lets them, and
     * all their listeners have returned. Not to be called by a listener.
     *
     * @throws IllegalStateException if that takes longer than ten seconds
     */
    public void settle() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!followers.stream().allMatch(this::isSettled)) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("followers: at work (expected: settled within " + PATIENCE + ")");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /** Makes {@link #settle} wait for these too. */
    void settlesWith(Watcher watcher, LiveSettings settings) {
        followers.add(new Followers(watcher, settings));
    }

    private record Followers(Watcher watcher, LiveSettings settings) {}

    private boolean isSettled(Followers all) {
        var heard = network.isConnected()
                ? all.watcher().state() == WatchState.LIVE
                        && all.watcher().all().stream().allMatch(this::isUpToDate)
                : all.watcher().state() != WatchState.LIVE;
        return (heard || all.watcher().state() == WatchState.CLOSED)
                && all.settings().isQuiet();
    }

    private boolean isUpToDate(Replica replica) {
        return store.head(replica.namespace())
                .map(head -> head.equals(replica.snapshot().head()))
                .orElse(true);
    }

    /**
     * Sets a value; the namespace begins to exist with its first.
     *
     * @param value what Jackson writes as JSON: text, a number, a list, a map, a record, a tree; a {@link SettingValue} is
     *     taken as it is, null is JSON's null
     * @return the revision of this write, for {@link io.sluice.watch.Replica#awaitRevision}
     * @throws io.sluice.setting.InvalidInputException if the namespace or the name is not allowed
     * @throws tools.jackson.core.JacksonException if the value cannot be written as JSON
     */
    public Revision put(String namespace, String name, @Nullable Object value) {
        var json = value instanceof SettingValue given ? given : new SettingValue(JSON.writeValueAsString(value));
        return change(namespace, new Change.Put(new SettingName(name), json));
    }

    /**
     * Removes a setting, whether or not there is one.
     *
     * @return the revision of this write
     * @throws io.sluice.setting.InvalidInputException if the namespace or the name is not allowed
     */
    public Revision remove(String namespace, String name) {
        return change(namespace, new Change.Remove(new SettingName(name)));
    }

    /** Carries out several changes in one write, seen all or none, and those that expect something. */
    public WriteResult change(ChangeSet changeSet) {
        store.register(changeSet.namespace());
        return store.write(changeSet);
    }

    /**
     * Cuts all subscribers off: their replicas turn stale, until {@link #connect}. Writes, and reads that do not wait for a
     * message, go on.
     */
    public void disconnect() {
        network.disconnect();
    }

    /** Ends what {@link #disconnect} began: the subscriptions are confirmed again, and the replicas catch up. */
    public void connect() {
        network.connect();
    }

    InMemoryStore memory() {
        return store;
    }

    /** What a watcher follows. */
    public Feed feed() {
        return store;
    }

    /** For code that writes settings, or reads them where they are true. */
    public SettingStore store() {
        return store;
    }

    /** Where watchers report, and what they have reported. */
    public Nodes nodes() {
        return nodes;
    }

    /** Ends all who follow. What it holds, and what they held, can still be read. */
    @Override
    public void close() {
        followers.forEach(all -> {
            all.watcher().close();
            all.settings().close();
        });
        network.close();
    }

    private Revision change(String namespace, Change change) {
        var origin = new Origin(AUTHOR, null, RequestId.random());
        var result = change(new ChangeSet(new Namespace(namespace), List.of(change), origin));
        if (result instanceof WriteResult.Applied applied) {
            return applied.head().revision();
        }
        throw new IllegalStateException("%s of %s: %s (expected: applied)".formatted(change.name(), namespace, result));
    }
}
