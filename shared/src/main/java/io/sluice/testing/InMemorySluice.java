package io.sluice.testing;

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
import io.sluice.store.SettingStore;
import io.sluice.store.StoreLimits;
import io.sluice.store.WriteResult;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Settings without a server, for unit tests: what Redis does for Sluice, done in this process behind the same ports. So a
 * {@link io.sluice.watch.Watcher}, and all that builds on one, runs in a test as it runs in a service.
 *
 * <pre>{@code
 * try (var sluice = new InMemorySluice();
 *         var watcher = new Watcher(sluice.feed(), sluice.nodes(), self, options, null, List.of(), List::of, clock)) {
 *     sluice.put("shop", "limits.max", 10);
 *     watcher.start();
 *     await().until(() -> watcher.state() == WatchState.LIVE);
 *     Replica shop = watcher.find(new Namespace("shop")).orElseThrow();
 *
 *     Revision changed = sluice.put("shop", "limits.max", 20);
 *     shop.awaitRevision(changed, Duration.ofSeconds(1));
 *     shop.snapshot().find("limits.max");                      // 20
 *
 *     sluice.disconnect();
 *     await().until(() -> shop.state() == WatchState.STALE);
 *     sluice.put("shop", "limits.max", 30);
 *     shop.snapshot().find("limits.max");                      // still 20: the last it knows
 *
 *     sluice.connect();
 *     await().until(() -> shop.state() == WatchState.LIVE);
 *     shop.snapshot().find("limits.max");                      // 30
 * }
 * }</pre>
 *
 * A subscriber hears of a change on another thread, as it does from Redis, and so a test waits for what it expects. What
 * was changed first arrives first.
 *
 * <p>It keeps what the ports promise, but drains nothing: there is no archive. Messages are never too large, and entries
 * are never lost. Thread-safe.
 */
public final class InMemorySluice implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String AUTHOR = "test";

    private final Network network = new Network();
    private final InMemoryStore store;
    private final InMemoryNodes nodes;

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

    /** What a watcher follows. */
    public Feed feed() {
        return store;
    }

    /** For code that writes settings, or reads them where they are true. */
    public SettingStore settings() {
        return store;
    }

    /** Where watchers report, and what they have reported. */
    public Nodes nodes() {
        return nodes;
    }

    /** Cuts all subscribers off for good. What it holds can still be read. */
    @Override
    public void close() {
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
