package io.sluice.api.watch;

import io.sluice.http.Access;
import io.sluice.http.ProblemException;
import io.sluice.http.ProblemType;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import io.sluice.watch.WatchListener;
import io.sluice.watch.WatchState;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * All streams of this node. The watcher's thread only adds to the log of a namespace; a few threads of this node's own,
 * however many streams there are, send. Ends the streams before the server begins to wait for its requests to end.
 * Thread-safe.
 */
@Component
final class Streams implements WatchListener, SmartLifecycle, DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
    private static final int THREADS = 2;
    private static final int TICKS = 8;
    /** A change that would take up more of the memory than this part is told as a snapshot. */
    private static final int PART = 4;

    private final StreamProperties properties;
    private final EntryJson json;
    private final StreamMeters meters;
    private final Map<Namespace, ChangeLog> logs = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor pool;
    private volatile boolean isRunning;
    private volatile boolean isClosing;

    Streams(StreamProperties properties, EntryJson json, StreamMeters meters) {
        this.properties = properties;
        this.json = json;
        this.meters = meters;
        var number = new AtomicInteger();
        this.pool = new ScheduledThreadPoolExecutor(
                THREADS,
                work -> {
                    var thread = new Thread(work, "sluice-stream-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                // Connections that end after this has.
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /**
     * Takes a place for a stream. What is taken must be opened, or given back.
     *
     * @throws ProblemException 503 if all are taken, or this node shuts down
     */
    void admit() {
        if (isClosing) {
            throw ProblemException.of(ProblemType.UNAVAILABLE, "This node shuts down.");
        }
        if (!meters.opened(properties.max())) {
            throw ProblemException.of(
                    ProblemType.UNAVAILABLE,
                    "streams: as many as this node may have open (expected: fewer than %d)"
                            .formatted(properties.max()));
        }
    }

    /** Gives back the place of a stream that was not opened. */
    void giveBack() {
        meters.ended(StreamEnd.FAILED);
    }

    /**
     * Begins a stream, which sends as soon as its connection takes something.
     *
     * @param reached the position that the client has; null for none
     */
    void open(Namespace namespace, NameFilter filter, @Nullable Position reached, Access access, Wire wire) {
        var log = log(namespace);
        var stream = new EventStream(
                namespace,
                filter,
                reached,
                access,
                wire,
                log,
                json,
                properties.heartbeat(),
                pool,
                (ended, cause) -> ended(log, ended, cause));
        log.streams().add(stream);
        wire.serve(stream);
        if (isClosing) {
            // It may have come after all were ended.
            stream.end(StreamEnd.SHUTDOWN);
        }
    }

    @Override
    public void changed(Snapshot before, Snapshot after, Collection<SettingName> names) {
        var log = log(after.namespace());
        if (log.add(before, after, names, properties.memory().toBytes() / PART)) {
            makeRoom();
            spread(log);
        }
    }

    @Override
    public void moved(Namespace namespace, WatchState from, WatchState to) {
        var log = log(namespace);
        log.state(to);
        spread(log);
    }

    @Override
    public void start() {
        var often = Duration.ofNanos(properties.heartbeat().toNanos() / TICKS);
        var unused = pool.scheduleWithFixedDelay(this::tick, often.toNanos(), often.toNanos(), TimeUnit.NANOSECONDS);
        isRunning = true;
    }

    /** Before the server, which waits for all requests to end and takes no new ones meanwhile. */
    @Override
    public void stop() {
        isClosing = true;
        logs.values().forEach(log -> log.streams().forEach(stream -> stream.end(StreamEnd.SHUTDOWN)));
        isRunning = false;
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }

    @Override
    public void destroy() {
        pool.shutdownNow();
    }

    private ChangeLog log(Namespace namespace) {
        return logs.computeIfAbsent(namespace, unknown -> new ChangeLog(properties.changes(), json::definitions));
    }

    /** The namespace that takes up most gives way, so that a busy one takes nothing from the quiet ones. */
    private void makeRoom() {
        long budget = properties.memory().toBytes();
        while (true) {
            long sum = 0;
            ChangeLog largest = null;
            for (var log : logs.values()) {
                sum += log.cost();
                if (largest == null || log.cost() > largest.cost()) {
                    largest = log;
                }
            }
            if (largest == null || sum <= budget) {
                return;
            }
            largest.drop();
        }
    }

    /** Wakes all who watch, not on the thread that asks for it. */
    private void spread(ChangeLog log) {
        if (!log.streams().isEmpty() && log.spreading().compareAndSet(false, true)) {
            pool.execute(() -> {
                log.spreading().set(false);
                log.streams().forEach(EventStream::wake);
            });
        }
    }

    private void tick() {
        try {
            long now = System.nanoTime();
            logs.values().forEach(log -> log.streams().forEach(stream -> stream.tick(now)));
        } catch (RuntimeException e) {
            LOG.error("streams: a heartbeat failed; the next one comes", e);
        }
    }

    private void ended(ChangeLog log, EventStream stream, StreamEnd cause) {
        log.streams().remove(stream);
        meters.ended(cause);
    }
}
