package io.sluice.batch.verify;

import io.sluice.batch.archive.ArchiveRow;
import io.sluice.store.Inspection.Held;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Compares what Redis and the archive hold of a name. They cannot be read at one moment, and writes and drains go on
 * meanwhile; but Redis' revision of a name only grows, the archive's follows it, and an entry is taken off the work list
 * only after it is archived. So the archive, read before Redis, has nothing newer; and read after Redis, it has at least
 * what was there and not dirty. Two reads of the archive around one of Redis raise no false alarm.
 */
final class Comparison {
    private static final Verdict SAME = new Verdict.Same();
    private static final Verdict PENDING = new Verdict.Pending();

    /** Clocks of nodes are not that far apart. */
    private static final Duration TOLERANCE = Duration.ofHours(1);

    private final long forgotten;
    private final long future;

    private Comparison(long forgotten, long future) {
        this.forgotten = forgotten;
        this.future = future;
    }

    /**
     * Compares at a moment.
     *
     * @param retention for how long removals are remembered in Redis at least
     */
    static Comparison at(Instant now, Duration retention) {
        var margin = TOLERANCE.compareTo(retention.dividedBy(2)) < 0 ? TOLERANCE : retention.dividedBy(2);
        return new Comparison(micros(now.minus(retention.minus(margin))), micros(now.plus(TOLERANCE)));
    }

    /**
     * Compares.
     *
     * @param before what the archive held before Redis was asked; null for nothing
     * @param held what Redis holds
     * @param after what the archive held after that; null for nothing
     */
    Verdict of(@Nullable ArchiveRow before, Held held, @Nullable ArchiveRow after) {
        var entry = held.entry();
        if (entry == null) {
            return before == null || isForgotten(before.kind(), before.revision())
                    ? SAME
                    : onlyArchived(Drift.ABSENT, before, "Redis holds nothing of it");
        }
        long revision = entry.revision().micros();
        if (before != null && before.revision() > revision) {
            return onlyArchived(Drift.NEWER, before, "Redis holds an older entry");
        }
        if (after != null && after.revision() == revision) {
            var differences = after.differences(entry);
            if (!differences.isEmpty()) {
                return new Verdict.Drifted(
                        Drift.DIFFERENT, "not the same at one revision: " + String.join(", ", differences));
            }
            return held.isDirty() ? PENDING : SAME;
        }
        if (after != null && after.revision() > revision) {
            return SAME;
        }
        if (held.isDirty()) {
            return PENDING;
        }
        return after == null
                ? new Verdict.Drifted(Drift.MISSING, "not archived, and no drain would do it")
                : new Verdict.Drifted(Drift.OLDER, "an older one is archived, and no drain would change that");
    }

    /** Whether it is a removal that Redis need not remember any more; or soon need not, as its own clock may say. */
    boolean isForgotten(String kind, long revision) {
        return ArchiveRow.TOMBSTONE.equals(kind) && revision < forgotten;
    }

    private Verdict onlyArchived(Drift kind, ArchiveRow row, String detail) {
        if (row.revision() > future) {
            return new Verdict.Drifted(Drift.AHEAD, "the archive has a revision of the future");
        }
        var fault = row.fault();
        return fault == null
                ? new Verdict.Drifted(kind, detail)
                : new Verdict.Drifted(Drift.UNREADABLE, "the row of the archive is no entry of Sluice: " + fault);
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
