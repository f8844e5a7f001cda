package io.sluice.batch.history;

import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.store.HistoryRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ItemReader;

/** Reads what is old of each namespace, page by page, from where the last run has ended. For one step. */
final class OldHistoryReader implements ItemReader<OldChanges> {
    private static final int PAGE = 1000;

    private final Retention retention;
    private final HistoryTable table;
    private final @Nullable Namespace only;
    private final Revision until;
    private final StepExecution step;
    private @Nullable Namespace namespace;
    private @Nullable Revision newest;
    private long revision;
    private long sequence;
    private State state = State.BEFORE;

    private enum State {
        BEFORE,
        WITHIN,
        /** What there was of the namespace has been read. */
        BETWEEN,
        END
    }

    /**
     * Begins at the first namespace.
     *
     * @param only the only namespace; null for all
     * @param until the newest revision that is old
     */
    OldHistoryReader(
            Retention retention, HistoryTable table, @Nullable Namespace only, Revision until, StepExecution step) {
        this.retention = retention;
        this.table = table;
        this.only = only;
        this.until = until;
        this.step = step;
    }

    @Override
    public @Nullable OldChanges read() {
        while (state == State.WITHIN || advance()) {
            var at = namespace;
            var last = newest;
            if (at == null || last == null) {
                return null;
            }
            var changes = retention.old(at, revision, sequence, until, PAGE);
            if (changes.isEmpty()) {
                state = State.BETWEEN;
                continue;
            }
            HistoryRecord.Id end = changes.get(changes.size() - 1).id();
            revision = end.revision().micros();
            sequence = end.sequence();
            state = changes.size() < PAGE ? State.BETWEEN : State.WITHIN;
            // Batch counts this page as one item; the record of the run counts changes.
            step.setReadCount(step.getReadCount() + changes.size() - 1);
            return new OldChanges(at, changes, last, state == State.BETWEEN ? until : before(end.revision()));
        }
        return null;
    }

    private boolean advance() {
        if (state == State.END || (only != null && state != State.BEFORE)) {
            state = State.END;
            return false;
        }
        namespace = only != null ? only : retention.following(namespace).orElse(null);
        if (namespace == null) {
            state = State.END;
            return false;
        }
        var position = table.position(namespace);
        newest = position == null ? null : position.revision();
        revision = retention.swept(namespace) + 1;
        sequence = -1;
        state = newest == null ? State.BETWEEN : State.WITHIN;
        return newest != null || advance();
    }

    /** The change set at the end of a page may go on. */
    private static Revision before(Revision revision) {
        return new Revision(Math.max(1, revision.micros() - 1));
    }
}
