package io.sluice.api.watch;

import io.sluice.definition.Definitions;
import io.sluice.setting.Entry;
import io.sluice.setting.Head;
import io.sluice.setting.Position;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import io.sluice.watch.WatchState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The newest changes of a namespace, kept once for all streams: each stream has a place in it and takes from there what it has
 * not sent yet. So a stream that is slow costs nothing, until what it has yet to send is no longer kept.
 *
 * <p>Places count up by one with every change. Where changes cannot say what happened, there is a <b>break</b>: whoever has a
 * place before it goes on with the whole namespace. Only the watcher's thread adds and drops; the lock is held for the time of
 * that, or of one look.
 */
final class ChangeLog {
    /** The place of a stream that has nothing yet. */
    static final long NOWHERE = -1;

    private static final Step NOTHING = new Step.Nothing();
    private static final Step LOST = new Step.Lost();

    private final int most;
    private final Function<Snapshot, Definitions> definitions;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean spreading = new AtomicBoolean();
    private final Map<Long, ChangeRecord> records = new HashMap<>();
    /** Of the watcher's thread alone. */
    private Object secrecy = Definitions.none().secrecy();

    private @Nullable Snapshot latest;
    private long first;
    private long end;
    private long breaking;
    private volatile long cost;
    private volatile WatchState state = WatchState.SYNCING;

    /**
     * Makes one.
     *
     * @param most changes that it keeps
     * @param definitions in a snapshot
     */
    ChangeLog(int most, Function<Snapshot, Definitions> definitions) {
        this.most = most;
        this.definitions = definitions;
    }

    /** Who is to be woken when something was added. */
    Set<EventStream> streams() {
        return streams;
    }

    /** Whether somebody is about to wake the streams; whoever sets it does. */
    AtomicBoolean spreading() {
        return spreading;
    }

    WatchState state() {
        return state;
    }

    void state(WatchState next) {
        state = next;
    }

    /** What is kept takes up so much, in bytes, roughly. */
    long cost() {
        return cost;
    }

    /**
     * Adds what a replica has come to.
     *
     * @param names at least those whose entries differ
     * @param largest what a change may take up that is told as such
     * @return false if there is nothing to tell
     */
    boolean add(Snapshot before, Snapshot after, Collection<SettingName> names, long largest) {
        var from = before.head();
        var to = after.head();
        if (to == null || (to.equals(from) && names.isEmpty())) {
            return false;
        }
        var changed = from != null && isAhead(to.position(), from.position())
                ? differing(before, after, names, largest)
                : null;
        var defined = definitions.apply(after);
        // What was told before may be secret now, and what was kept back may not be any more.
        boolean isOtherSecret = !defined.secrecy().equals(secrecy);
        secrecy = defined.secrecy();
        if (from == null || changed == null || isOtherSecret) {
            breakOff(after);
        } else {
            append(new ChangeRecord(after.namespace(), from.position(), to, changed, defined::marks), after);
        }
        return true;
    }

    /** Drops the oldest change. */
    synchronized void drop() {
        var oldest = records.remove(first);
        if (oldest != null) {
            first++;
            cost -= oldest.cost();
        }
    }

    /** The place from which a client that has reached that position goes on. */
    synchronized long resume(Position reached) {
        var head = head();
        if (head == null) {
            return NOWHERE;
        }
        if (!isAhead(head.position(), reached)) {
            return isBehind(reached) || head.position().equals(reached) ? end : NOWHERE;
        }
        long low = first;
        long high = end;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (isAhead(record(middle).after().position(), reached)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low < end && !isAhead(record(low).before(), reached) ? low : NOWHERE;
    }

    /** Whether a client that has reached that position, at another node, is ahead of this one. */
    synchronized boolean isBehind(Position reached) {
        var head = head();
        return head != null && (isAhead(reached, head.position()) || begin(reached) > begin(head.position()));
    }

    /** What is at a place. */
    synchronized Step at(long place) {
        var head = head();
        if (latest == null || head == null) {
            return NOTHING;
        }
        if (place < breaking) {
            return new Step.Whole(latest, head, end);
        }
        if (place < first) {
            return LOST;
        }
        return place < end ? new Step.Changed(record(place)) : NOTHING;
    }

    /** Whether a stream with that place cannot go on. */
    synchronized boolean isLost(long place) {
        return place >= breaking && place < first;
    }

    private synchronized void append(ChangeRecord change, Snapshot after) {
        records.put(end++, change);
        cost += change.cost();
        latest = after;
        while (records.size() > most) {
            drop();
        }
    }

    private synchronized void breakOff(Snapshot after) {
        records.clear();
        cost = 0;
        end++;
        first = end;
        breaking = end;
        latest = after;
    }

    private @Nullable Head head() {
        return latest == null ? null : latest.head();
    }

    private ChangeRecord record(long place) {
        var record = records.get(place);
        if (record == null) {
            throw new IllegalStateException("place: %d (expected: %d to %d)".formatted(place, first, end));
        }
        return record;
    }

    /** The entries that differ; null if they cannot be told as a change. */
    private static @Nullable List<Entry> differing(
            Snapshot before, Snapshot after, Collection<SettingName> names, long largest) {
        var changed = new ArrayList<Entry>();
        long cost = 0;
        for (var name : names) {
            var entry = after.entry(name);
            if (entry == null) {
                // Gone without a tombstone, so without a revision.
                return null;
            }
            var former = before.entry(name);
            if (former == null || entry.supersedes(former)) {
                changed.add(entry);
                cost += ChangeRecord.cost(entry);
            }
            if (cost > largest) {
                return null;
            }
        }
        return changed;
    }

    private static boolean isAhead(Position position, Position other) {
        return position.epoch().equals(other.epoch()) && position.offset() > other.offset();
    }

    /** When the epoch began, in microseconds. */
    private static long begin(Position position) {
        var text = position.epoch().text();
        return Long.parseLong(text.substring(0, text.indexOf('-')));
    }
}
