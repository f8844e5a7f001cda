package io.sluice.client;

import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import io.sluice.store.Rejection;
import io.sluice.watch.WatchListener;
import java.lang.reflect.Type;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.ParameterizedTypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link Settings} on the replicas of a watcher, to which {@link #follower} is given.
 *
 * <p>What was read is kept with the version of the view that it was read from, so that a read is one look into a map for as long
 * as nothing changes, and one more into the snapshots, once, when something else has. Threads: the watcher's judges new values by
 * their definitions, moves the view and hands changes to lanes; {@code sluice-listener-n} call listeners.
 */
public final class LiveSettings implements Settings, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveSettings.class);

    private final Converter converter;
    private final Duration patience;
    private final Clock clock;
    private final Rejections rejections = new Rejections();
    private final Map<String, Read> reads = new ConcurrentHashMap<>();
    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(threadFactory());
    private volatile LayeredView view;

    /**
     * Makes settings that are empty until the follower is told of any.
     *
     * @param layers the namespaces to look through, first one first; at least one
     * @param mapper that reads values as records and the like
     * @param patience after which a listener that has not returned is reported
     * @param clock of this process
     */
    public LiveSettings(List<Namespace> layers, JsonMapper mapper, Duration patience, Clock clock) {
        if (layers.isEmpty() || new HashSet<>(layers).size() < layers.size()) {
            throw new IllegalArgumentException("layers: " + layers + " (expected: at least one, each once)");
        }
        this.converter = new Converter(mapper);
        this.patience = patience;
        this.clock = clock;
        this.view = LayeredView.empty(layers, converter);
        lanes.add(lane("reader", name -> reads.containsKey(name.text()), (batch, lane) -> refresh(batch)));
    }

    /** What is to be told of the replicas' changes. */
    public WatchListener follower() {
        return new WatchListener() {
            @Override
            public void changed(Snapshot before, Snapshot after, Collection<SettingName> names) {
                follow(after, names);
            }
        };
    }

    /** Who rejects which value; also for others who use settings. */
    public Rejections rejections() {
        return rejections;
    }

    /** All values that this process has and does not use, those of listeners that hang among them. */
    public List<Rejection> rejected() {
        lanes.forEach(lane -> lane.reportIfStuck(patience));
        return rejections.all();
    }

    /** Whether every listener has been told of everything. */
    public boolean isQuiet() {
        return lanes.stream().allMatch(Lane::isIdle);
    }

    @Override
    public void close() {
        lanes.forEach(Lane::close);
        threads.shutdownNow();
    }

    private void follow(Snapshot newer, Collection<SettingName> names) {
        var before = view;
        if (!before.includes(newer.namespace())) {
            return;
        }
        var moved = before.with(newer, names, rejections);
        var after = moved.view();
        view = after;
        var differing = new LinkedHashSet<SettingName>();
        for (var name : moved.names()) {
            if (!name.isInternal() && after.differs(before, name)) {
                differing.add(name);
            }
        }
        if (!differing.isEmpty()) {
            lanes.forEach(lane -> lane.offer(before, after, differing));
        }
    }

    @Override
    public SettingsView snapshot() {
        return view;
    }

    @Override
    public Registration listen(String pattern, SettingListener listener) {
        return add(listener.toString(), interest(pattern), (batch, lane) -> {
            for (var name : batch.names()) {
                var change = new SettingChange(name, batch.before(), batch.after());
                lane.call(batch, Set.of(name), () -> listener.changed(change));
            }
        });
    }

    @Override
    public Registration listen(SettingsListener listener) {
        return add(listener.toString(), name -> true, (batch, lane) -> {
            var names = Set.copyOf(batch.names());
            lane.call(batch, names, () -> listener.changed(batch.before(), batch.after(), names));
        });
    }

    private Registration add(String listener, Predicate<SettingName> interest, Lane.Delivery delivery) {
        var lane = lane(listener, interest, delivery);
        lanes.add(lane);
        return () -> {
            lanes.remove(lane);
            lane.close();
        };
    }

    private Lane lane(String listener, Predicate<SettingName> interest, Lane.Delivery delivery) {
        return new Lane(listener, interest, delivery, rejections, threads, clock);
    }

    private static Predicate<SettingName> interest(String pattern) {
        if (pattern.endsWith("*")) {
            var beginning = Normalizer.normalize(pattern.substring(0, pattern.length() - 1), Normalizer.Form.NFC);
            return name -> name.text().startsWith(beginning);
        }
        return new SettingName(pattern)::equals;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T get(String name, Class<T> type) {
        var read = read(name, type);
        return read == null ? null : (T) read.resultOrThrow(name);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T get(String name, ParameterizedTypeReference<T> type) {
        var read = read(name, type.getType());
        return read == null ? null : (T) read.resultOrThrow(name);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T get(String name, Class<T> type, T fallback) {
        var read = read(name, type);
        return read == null || read.result == null ? fallback : (T) read.result;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T get(String name, ParameterizedTypeReference<T> type, T fallback) {
        var read = read(name, type.getType());
        return read == null || read.result == null ? fallback : (T) read.result;
    }

    @Override
    public Optional<Entry.Present> find(String name) {
        return view.find(name);
    }

    @Override
    public Optional<Namespace> origin(String name) {
        return view.origin(name);
    }

    @Override
    public List<String> names(String prefix) {
        return view.names(prefix);
    }

    @Override
    public Optional<Revision> revision(Namespace namespace) {
        return view.revision(namespace);
    }

    /** What a name was last read as. */
    private static final class Read {
        final Type type;
        final Entry.Present setting;
        final @Nullable Object result;
        final @Nullable String fault;
        final @Nullable Read others;

        /** Of a view that has the same setting. Moved without care: whoever sees an older one looks once more. */
        private long version;

        /**
         * Notes what was read.
         *
         * @param type that was asked for
         * @param version of the view that it was read from
         * @param setting that it was read from
         * @param result null for JSON's null, and if neither this value fits nor one before it did
         * @param fault why the value does not fit; null if it does
         * @param others the same name as other types
         */
        Read(
                Type type,
                long version,
                Entry.Present setting,
                @Nullable Object result,
                @Nullable String fault,
                @Nullable Read others) {
            this.type = type;
            this.version = version;
            this.setting = setting;
            this.result = result;
            this.fault = fault;
            this.others = others;
        }

        @Nullable
        Object resultOrThrow(String name) {
            if (fault != null && result == null) {
                throw new InvalidSettingException(name, fault);
            }
            return result;
        }

        /** Whether this is what a view says; if the name has the very setting that was read, it is. */
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(LayeredView view, String name) {
            long current = view.version();
            if (version == current) {
                return true;
            }
            if (view.setting(name) != setting) {
                return false;
            }
            version = current;
            return true;
        }

        Read behind(@Nullable Read newOthers) {
            return new Read(type, version, setting, result, fault, newOthers);
        }

        /** The one of that type in this chain; null if there is none. */
        static @Nullable Read find(@Nullable Read chain, Type type) {
            var read = chain;
            while (read != null && read.type != type && !read.type.equals(type)) {
                read = read.others;
            }
            return read;
        }
    }

    private @Nullable Read read(String name, Type type) {
        var current = view;
        var read = Read.find(reads.get(name), type);
        return read != null && read.isOf(current, name) ? read : readAgain(name, type);
    }

    /** Only names that are set are kept: there is no end to the others. */
    private @Nullable Read readAgain(String name, Type type) {
        return Read.find(reads.compute(name, (key, chain) -> refreshed(name, type, view, chain)), type);
    }

    /** A name's chain of reads with that of one type brought up to a view; null if the name is not set. */
    private @Nullable Read refreshed(String name, Type type, LayeredView current, @Nullable Read chain) {
        var setting = current.find(name).orElse(null);
        if (setting == null) {
            for (var read = chain; read != null; read = read.others) {
                rejections.accept(reader(read.type), read.setting.name());
            }
            return null;
        }
        Read last = null;
        Read others = null;
        for (var read = chain; read != null; read = read.others) {
            if (read.type.equals(type)) {
                last = read;
            } else {
                others = read.behind(others);
            }
        }
        if (last != null && last.setting.equals(setting)) {
            return new Read(type, current.version(), setting, last.result, last.fault, others);
        }
        try {
            var value = converter.convert(setting, type);
            rejections.accept(reader(type), setting.name());
            return new Read(type, current.version(), setting, value, null, others);
        } catch (InvalidSettingException e) {
            LOG.warn("{}; readers keep the value before", e.getMessage());
            rejections.reject(
                    reader(type), current.origin(setting.name()), setting.name(), setting.revision(), e.reason());
            return new Read(type, current.version(), setting, last == null ? null : last.result, e.reason(), others);
        }
    }

    private static String reader(Type type) {
        return "read as " + type.getTypeName();
    }

    /** Reads again what was read before, so that a value that does not fit is known before somebody meets it. */
    private void refresh(Lane.Batch batch) {
        for (var name : batch.names()) {
            for (var read = reads.get(name.text()); read != null; read = read.others) {
                var unused = readAgain(name.text(), read.type);
            }
        }
    }

    private static ThreadFactory threadFactory() {
        var number = new AtomicInteger();
        return task -> {
            var calling = new Thread(task, "sluice-listener-" + number.incrementAndGet());
            calling.setDaemon(true);
            return calling;
        };
    }
}
