package io.sluice.testing;

import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Entry;
import io.sluice.setting.Epoch;
import io.sluice.setting.Expectation;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.RequestId;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.TraceParent;
import io.sluice.store.Delivery;
import io.sluice.store.Feed;
import io.sluice.store.FeedPage;
import io.sluice.store.Scope;
import io.sluice.store.SettingStore;
import io.sluice.store.StoreLimits;
import io.sluice.store.WriteResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the scripts do in Redis, done under one lock. A write is handed to the network before the lock is given back, so
 * messages go out in the order of their offsets.
 */
final class InMemoryStore implements SettingStore, Feed {
    private final StoreLimits limits;
    private final Clock clock;
    private final Network network;
    private final String life = UUID.randomUUID().toString().substring(0, 8);
    private final Map<Namespace, InMemoryNamespace> namespaces = new HashMap<>();
    private final Set<Namespace> registered = new TreeSet<>();
    private final Map<Request, Answer> answers = new HashMap<>();

    /**
     * Makes an empty store.
     *
     * @param limits of the settings; messages always carry the changes themselves
     * @param network on which changes go out
     */
    InMemoryStore(StoreLimits limits, Clock clock, Network network) {
        this.limits = limits;
        this.clock = clock;
        this.network = network;
    }

    private record Request(Namespace namespace, RequestId id) {}

    private record Answer(ChangeSet to, WriteResult.Applied result, Instant until) {}

    @Override
    public synchronized WriteResult write(ChangeSet changeSet) {
        var request = new Request(changeSet.namespace(), changeSet.origin().requestId());
        var former = answers.get(request);
        if (former != null && clock.instant().isBefore(former.until())) {
            return former.to().equals(unguarded(changeSet)) ? former.result() : new WriteResult.RequestIdReused();
        }
        var namespace = namespace(changeSet.namespace());
        var conflicts = new ArrayList<WriteResult.Found>();
        changeSet.changes().forEach(change -> look(change.name(), change.expectation(), namespace, conflicts));
        changeSet.guards().forEach((name, expectation) -> look(name, expectation, namespace, conflicts));
        if (!conflicts.isEmpty()) {
            return new WriteResult.Conflict(conflicts);
        }
        long added = changeSet.changes().stream()
                .filter(change -> namespace.find(change.name()) == null)
                .count();
        if (added > 0 && namespace.size() + added > limits.settings()) {
            return new WriteResult.NamespaceFull(limits.settings());
        }
        var applied = apply(changeSet, namespace);
        answers.put(
                request,
                new Answer(unguarded(changeSet), applied, clock.instant().plus(limits.requestMemory())));
        return applied;
    }

    private WriteResult.Applied apply(ChangeSet changeSet, InMemoryNamespace namespace) {
        var revision = new Revision(Math.max(namespace.revision() + 1, now()));
        var entries = new ArrayList<Entry>();
        var created = new HashSet<SettingName>();
        for (var change : changeSet.changes()) {
            entries.add(change.entry(changeSet.origin(), revision));
            if (change instanceof Change.Put && !(namespace.find(change.name()) instanceof Entry.Present)) {
                created.add(change.name());
            }
        }
        var head = take(changeSet.namespace(), entries, changeSet.origin().trace());
        return new WriteResult.Applied(changeSet.origin().requestId(), head, entries, created);
    }

    @Override
    public synchronized int merge(Namespace namespace, List<? extends Entry> entries) {
        if (entries.size() > ChangeSet.MAX_CHANGES) {
            throw new IllegalArgumentException(
                    "entries: %d (expected: at most %d)".formatted(entries.size(), ChangeSet.MAX_CHANGES));
        }
        var newer = new LinkedHashMap<SettingName, Entry>();
        for (var entry : entries) {
            var held = newer.getOrDefault(entry.name(), namespace(namespace).find(entry.name()));
            if (held == null || entry.supersedes(held)) {
                newer.put(entry.name(), entry);
            }
        }
        if (!newer.isEmpty()) {
            take(namespace, List.copyOf(newer.values()), null);
        }
        return newer.size();
    }

    @Override
    public synchronized Optional<Entry> read(Namespace namespace, SettingName name) {
        return Optional.ofNullable(namespace(namespace).find(name));
    }

    @Override
    public synchronized void register(Namespace namespace) {
        registered.add(namespace);
    }

    @Override
    public synchronized FeedPage since(Namespace namespace, @Nullable Position after) {
        return namespace(namespace).since(after);
    }

    @Override
    public synchronized FeedPage next(Namespace namespace, FeedPage page) {
        if (page instanceof FeedPage.Changes changes && changes.cursor() != null) {
            return namespace(namespace).page(changes.cursor().offset(), changes.coverage());
        }
        throw new IllegalArgumentException("page: the last one (expected: one with a cursor)");
    }

    @Override
    public synchronized Optional<Head> head(Namespace namespace) {
        return namespace(namespace).head();
    }

    /** Nothing is ever lost here. */
    @Override
    public boolean isComplete(Namespace namespace) {
        return true;
    }

    @Override
    public synchronized Set<Namespace> namespaces() {
        return new TreeSet<>(registered);
    }

    /** A connection that cannot fall silent needs no pulse. */
    @Override
    public Subscription subscribe(Scope scope, Duration pulse, Subscriber subscriber) {
        return network.subscribe(scope, subscriber);
    }

    private Head take(Namespace namespace, List<Entry> entries, @Nullable TraceParent trace) {
        var message = namespace(namespace).take(entries, trace);
        network.publish(new Delivery.Read(namespace, message));
        return message.head();
    }

    private InMemoryNamespace namespace(Namespace namespace) {
        return namespaces.computeIfAbsent(namespace, unknown -> new InMemoryNamespace(new Epoch(now() + "-" + life)));
    }

    private long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    /** The request that it is; what guards it, and the trace that it is part of, are no part of that. */
    private static ChangeSet unguarded(ChangeSet changeSet) {
        var origin = changeSet.origin().within(null);
        return new ChangeSet(changeSet.namespace(), changeSet.changes(), origin);
    }

    private static void look(
            SettingName name, Expectation expectation, InMemoryNamespace namespace, List<WriteResult.Found> conflicts) {
        if (!holds(expectation, namespace.find(name))) {
            conflicts.add(new WriteResult.Found(name, namespace.find(name)));
        }
    }

    private static boolean holds(Expectation expectation, @Nullable Entry held) {
        if (expectation instanceof Expectation.Absent) {
            return !(held instanceof Entry.Present);
        }
        if (expectation instanceof Expectation.IsPresent) {
            return held instanceof Entry.Present;
        }
        return !(expectation instanceof Expectation.At at)
                || (held instanceof Entry.Present && held.revision().equals(at.revision()));
    }
}
