package io.sluice.batch.history;

import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.store.Backlog;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how far the archived history is whole. Thread-safe. Methods throw {@link
 * org.springframework.dao.DataAccessException} when the database is away or refuses, and {@link
 * io.sluice.store.StoreException} when Redis is or does.
 */
public final class Extents {
    private final HistoryArchive archive;
    private final HistoryTable table;
    private final Backlog backlog;
    private final Clock clock;

    Extents(HistoryArchive archive, HistoryTable table, Backlog backlog, Clock clock) {
        this.archive = archive;
        this.table = table;
        this.backlog = backlog;
        this.clock = clock;
    }

    /**
     * How far it is whole at least. What it covers stays so, but for what retention drops, so that {@link
     * HistoryArchive#since} has to be looked at again behind whatever was read.
     *
     * @param at the moment of interest: of one that is well within the archive, Redis is not asked how far it goes
     */
    public Extent of(Namespace namespace, Revision at) {
        var since = archive.since(namespace).orElse(null);
        var last = table.position(namespace);
        if (last != null && last.revision().isAfter(at)) {
            var within = new Extent(since, before(last.revision()));
            if (within.covers(at)) {
                return within;
            }
        }
        return new Extent(since, until(namespace));
    }

    /** A change set can be archived in part; all that is older than one that is pending is archived as a whole. */
    private @Nullable Revision until(Namespace namespace) {
        // In this order: what is not pending any more has been archived before.
        var now = clock.instant();
        long pending = backlog.state(namespace).historyPending();
        if (pending == 0) {
            return new Revision(ChronoUnit.MICROS.between(Instant.EPOCH, now));
        }
        var last = table.position(namespace);
        var following = backlog.history(namespace, last, 1);
        if (!following.isEmpty()) {
            return before(following.get(0).id().revision());
        }
        return last == null ? null : before(last.revision());
    }

    private static @Nullable Revision before(Revision revision) {
        return revision.micros() == 1 ? null : new Revision(revision.micros() - 1);
    }
}
