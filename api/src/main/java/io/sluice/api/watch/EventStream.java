package io.sluice.api.watch;

import io.sluice.http.Access;
import io.sluice.http.Role;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.watch.WatchState;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client that watches. It is woken when there may be something to send or room to send it, and then sends what the
 * connection takes. One lock: whoever holds it is the only one who touches the connection, and from
 * the end on nobody does.
 */
final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    /** So much in one go, for the others also want to be served. */
    private static final int SLICE = 128 * 1024;

    private static final int PIECE = 8 * 1024;
    /** So many changes without a word for this client are passed over before it is told how far it has come. */
    private static final int SILENT = 100;

    private static final int RETRY_MILLIS = 1000;

    private final Namespace namespace;
    private final NameFilter filter;
    private final Access access;
    private final Role role;
    private final Wire wire;
    private final ChangeLog log;
    private final EntryJson json;
    private final Duration heartbeat;
    private final Executor pool;
    private final BiConsumer<EventStream, StreamEnd> ended;
    private final AtomicBoolean awake = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private boolean isOpen = true;
    private long place;
    private @Nullable Position reached;
    private @Nullable Position untold;
    private int silent;
    private WatchState told = WatchState.LIVE;
    private Iterator<byte[]> pieces;
    private byte[] piece = {};
    private int at;
    private boolean isUnflushed;

    /** Of the clock's thread alone. */
    private long nextBeat;

    private volatile boolean isBeat;
    private volatile boolean isDoubtful;

    /**
     * Makes one; {@link #wake} sets it to work.
     *
     * @param reached what the client has; null for nothing
     * @param ended called once, when the stream ends
     */
    EventStream(
            Namespace namespace,
            NameFilter filter,
            @Nullable Position reached,
            Access access,
            Wire wire,
            ChangeLog log,
            EntryJson json,
            Duration heartbeat,
            Executor pool,
            BiConsumer<EventStream, StreamEnd> ended) {
        this.namespace = namespace;
        this.filter = filter;
        this.access = access;
        this.role = access.caller().role();
        this.wire = wire;
        this.log = log;
        this.json = json;
        this.heartbeat = heartbeat;
        this.pool = pool;
        this.ended = ended;
        this.reached = reached;
        this.place = reached == null ? ChangeLog.NOWHERE : log.resume(reached);
        // Those who lose a node together come back one by one.
        this.pieces = one(Events.retry(ThreadLocalRandom.current().nextLong(RETRY_MILLIS, 3 * RETRY_MILLIS)));
        this.nextBeat = System.nanoTime() + jittered();
    }

    /** There may be something to do. Returns at once. */
    void wake() {
        if (awake.compareAndSet(false, true)) {
            pool.execute(this::takeTurn);
        }
    }

    /** Looks at the clock; one thread does. */
    void tick(long now) {
        if (now - nextBeat >= 0) {
            nextBeat = now + jittered();
            isBeat = true;
            isDoubtful = true;
            wake();
        }
    }

    /** Ends it, in good order where the client keeps up and is not to blame. */
    void end(StreamEnd cause) {
        lock.lock();
        try {
            if (!isOpen) {
                return;
            }
            isOpen = false;
            pieces = Collections.emptyIterator();
            piece = new byte[0];
            ended.accept(this, cause);
            if ((cause == StreamEnd.EXPIRED || cause == StreamEnd.SHUTDOWN) && wire.isIdle()) {
                wire.complete();
            } else {
                wire.hangUp();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The connection is no more; nobody touches it when this has returned. */
    void gone() {
        lock.lock();
        try {
            if (isOpen) {
                isOpen = false;
                ended.accept(this, StreamEnd.GONE);
            }
        } finally {
            lock.unlock();
        }
    }

    /** There is room. Sends at once, on the thread that says so: the server knows best what to do there when that fails. */
    void writable() {
        work();
    }

    private void takeTurn() {
        awake.set(false);
        work();
    }

    private void work() {
        lock.lock();
        try {
            if (!isOpen) {
                return;
            }
            if (!isAllowed()) {
                end(StreamEnd.EXPIRED);
            } else if (log.isLost(place)) {
                end(StreamEnd.SLOW);
            } else {
                send();
            }
        } catch (IOException e) {
            LOG.debug("namespace {}: a client that watched has gone", namespace, e);
            end(StreamEnd.GONE);
        } catch (RuntimeException e) {
            LOG.error("namespace {}: a stream failed", namespace, e);
            end(StreamEnd.FAILED);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the token still allows what it did, as far as known: it is asked about with every heartbeat. */
    private boolean isAllowed() {
        if (!isDoubtful) {
            return true;
        }
        isDoubtful = false;
        return access.renew()
                .filter(caller -> caller.role().includes(role) && caller.reaches(namespace))
                .isPresent();
    }

    private void send() throws IOException {
        int room = SLICE;
        while (wire.isReady()) {
            if (at == piece.length && !isNext()) {
                if (!isUnflushed) {
                    return;
                }
                isUnflushed = false;
                wire.flush();
            } else if (room <= 0) {
                wake();
                return;
            } else {
                int length = Math.min(piece.length - at, PIECE);
                wire.write(piece, at, length);
                isUnflushed = true;
                at += length;
                room -= length;
            }
        }
    }

    /** Goes to the next piece, if there is one. */
    private boolean isNext() {
        if (!pieces.hasNext()) {
            pieces = event();
        }
        if (!pieces.hasNext()) {
            return false;
        }
        piece = pieces.next();
        at = 0;
        return true;
    }

    /** What to tell next; nothing where there is nothing. */
    private Iterator<byte[]> event() {
        var state = log.state();
        // What comes from a node that is cut off is old: said before, whereas that it is not any more is said after.
        if (state != told && state != WatchState.LIVE) {
            return tell(state);
        }
        while (true) {
            var step = log.at(place);
            if (step instanceof Step.Changed changed) {
                place++;
                var event = event(changed.change());
                if (event.hasNext()) {
                    return event;
                }
            } else if (step instanceof Step.Whole whole) {
                place = whole.next();
                reach(whole.head().position());
                return Events.snapshot(whole.snapshot(), whole.head(), filter, role, json);
            } else if (step instanceof Step.Lost) {
                wake();
                return Collections.emptyIterator();
            } else if (state != told) {
                return tell(state);
            } else if (isBeat) {
                isBeat = false;
                return beat();
            } else {
                return Collections.emptyIterator();
            }
        }
    }

    private Iterator<byte[]> event(ChangeRecord change) {
        var position = change.after().position();
        if (reached != null && reached.epoch().equals(position.epoch()) && reached.offset() >= position.offset()) {
            // Had from another node, before this one had it.
            return Collections.emptyIterator();
        }
        var event = change.event(filter, role, json);
        if (!event.isEmpty()) {
            reach(position);
            return event.iterator();
        }
        untold = position;
        return ++silent >= SILENT ? reachedOnly(position) : Collections.emptyIterator();
    }

    private Iterator<byte[]> tell(WatchState state) {
        told = state;
        return one(Events.state(namespace, state));
    }

    private Iterator<byte[]> beat() {
        // This node is live, and has had time to come to where the client says that it was: there is no such place.
        if (reached != null && told == WatchState.LIVE && log.isBehind(reached)) {
            place = ChangeLog.NOWHERE;
            return event();
        }
        return untold == null ? one(Events.comment()) : reachedOnly(untold);
    }

    private Iterator<byte[]> reachedOnly(Position position) {
        reach(position);
        return one(Events.reached(position));
    }

    private void reach(Position position) {
        reached = position;
        untold = null;
        silent = 0;
    }

    private long jittered() {
        return ThreadLocalRandom.current().nextLong(heartbeat.toNanos() / 2, heartbeat.toNanos());
    }

    private static Iterator<byte[]> one(byte[] piece) {
        return List.of(piece).iterator();
    }
}
