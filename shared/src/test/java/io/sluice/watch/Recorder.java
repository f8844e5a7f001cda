package io.sluice.watch;

import io.sluice.setting.Namespace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What a watcher went through. */
final class Recorder implements WatchListener {
    private final List<Move> moves = new CopyOnWriteArrayList<>();
    private final List<Resynced> resyncs = new CopyOnWriteArrayList<>();
    private final AtomicInteger applied = new AtomicInteger();

    /**
     * A move of a replica.
     *
     * @param at as {@link System#nanoTime} counts
     */
    record Move(WatchState to, long at) {}

    /** A catch-up. */
    record Resynced(Kind kind, Cause cause, int entries) {}

    @Override
    public void applied(Namespace namespace, int changes, Duration delay) {
        applied.incrementAndGet();
    }

    @Override
    public void resynced(Namespace namespace, Kind kind, Cause cause, int entries, Duration took) {
        resyncs.add(new Resynced(kind, cause, entries));
    }

    @Override
    public void moved(Namespace namespace, WatchState from, WatchState to) {
        moves.add(new Move(to, System.nanoTime()));
    }

    /** The change sets that were applied as they came. */
    int applied() {
        return applied.get();
    }

    List<Resynced> resyncs() {
        return resyncs;
    }

    List<Move> moves() {
        return moves;
    }

    List<Cause> causes() {
        return resyncs.stream().map(Resynced::cause).toList();
    }

    /** How many entries the catch-ups have read. */
    int entriesRead() {
        return resyncs.stream().mapToInt(Resynced::entries).sum();
    }

    /** When a replica first came to that state, from a moment on. */
    Optional<Move> first(WatchState state, long from) {
        return moves.stream()
                .filter(move -> move.to() == state && move.at() - from >= 0)
                .findFirst();
    }

    /** Forgets all that was. */
    void clear() {
        moves.clear();
        resyncs.clear();
        applied.set(0);
    }
}
