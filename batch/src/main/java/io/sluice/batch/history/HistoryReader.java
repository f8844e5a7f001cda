package io.sluice.batch.history;

import io.sluice.batch.run.Damage;
import io.sluice.setting.Namespace;
import io.sluice.store.Backlog;
import io.sluice.store.HistoryRecord;
import io.sluice.store.StoreException;
import io.sluice.store.UnreadableException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ItemReader;

/**
 * Reads the records behind the last one in the table, page by page: as many as were pending when the run came to the
 * namespace, so that a run ends. Where the stream does not hold that last one, it has begun anew, and may have begun at an
 * older revision, if the clock went back or Redis lost its end: then it is read from its beginning, and what is archived of
 * it is passed over. Workers share the namespaces, each of which one of them reads whole. For one worker.
 *
 * <p>A namespace whose records are lost, refused or not readable holds up no other: it is left, and when all are done, the
 * worker fails, for that must not look like an end.
 */
final class HistoryReader implements ItemReader<HistoryPage> {
    private static final int PAGE = 1000;

    private final Backlog backlog;
    private final HistoryTable table;
    private final int keep;
    private final StepExecution step;
    private final HistoryWork work;
    private @Nullable Namespace namespace;
    private HistoryRecord.@Nullable Id position;
    private Begin begin = Begin.BEHIND_THE_TABLE;
    private final List<String> troubles = new ArrayList<>();
    private long pending;
    private int limit = PAGE;

    private enum Begin {
        BEHIND_THE_TABLE,
        OF_THE_STREAM
    }

    HistoryReader(Backlog backlog, HistoryTable table, HistoryWork work, int keep, StepExecution step) {
        this.backlog = backlog;
        this.table = table;
        this.work = work;
        this.keep = keep;
        this.step = step;
    }

    @Override
    public @Nullable HistoryPage read() {
        do {
            if (namespace != null && isGoingOn(namespace)) {
                var page = page(namespace);
                if (page != null) {
                    return page;
                }
            }
        } while (advance());
        if (!troubles.isEmpty()) {
            throw new IllegalStateException(String.join("; ", troubles));
        }
        return null;
    }

    private boolean isGoingOn(Namespace namespace) {
        var refusal = work.refusal(namespace);
        if (refusal != null) {
            troubles.add(refusal);
            return false;
        }
        return pending > 0;
    }

    /** Null if nothing is left of the namespace. */
    private @Nullable HistoryPage page(Namespace namespace) {
        while (pending > 0) {
            var records = records(namespace);
            if (records.isEmpty()) {
                return null;
            }
            position = records.get(records.size() - 1).id();
            int missing = begin == Begin.OF_THE_STREAM ? table.missing(namespace, records) : records.size();
            pending -= missing;
            if (missing > 0) {
                // Batch counts this page as one item; the record of the run counts records.
                step.setReadCount(step.getReadCount() + records.size() - 1);
                return new HistoryPage(namespace, records);
            }
            backlog.acknowledgeHistory(namespace, position, keep);
        }
        return null;
    }

    private List<HistoryRecord> records(Namespace namespace) {
        try {
            var records = backlog.history(namespace, position, limit);
            if (records.isEmpty()) {
                noteLoss(namespace);
            }
            return withoutAPart(records);
        } catch (UnreadableException e) {
            if (limit > 1) {
                // Those before it are not to blame.
                limit = 1;
                return records(namespace);
            }
            troubles.add("history of namespace %s: %s".formatted(namespace, e.getMessage()));
            return List.of();
        } catch (StoreException e) {
            troubles.add(Damage.of(namespace, e));
            return List.of();
        }
    }

    /** A change set that may go on behind the page comes whole with the next one, unless there is nothing else on this one. */
    private List<HistoryRecord> withoutAPart(List<HistoryRecord> records) {
        if (begin == Begin.BEHIND_THE_TABLE && records.size() >= pending) {
            return records;
        }
        int end = records.size();
        while (end > 0
                && records.get(end - 1)
                        .id()
                        .revision()
                        .equals(records.get(records.size() - 1).id().revision())) {
            end--;
        }
        return end == 0 ? records : records.subList(0, end);
    }

    /** Unless another run has archived them meanwhile, or this one has just acknowledged what an earlier one had. */
    private void noteLoss(Namespace namespace) {
        long missing = backlog.state(namespace).historyPending();
        if (missing > 0) {
            troubles.add("history of namespace %s: %d records pending, and none in the stream (expected: all of them)"
                    .formatted(namespace, missing));
        }
    }

    private boolean advance() {
        namespace = work.next();
        if (namespace == null) {
            return false;
        }
        limit = PAGE;
        try {
            begin(namespace);
        } catch (StoreException e) {
            troubles.add(Damage.of(namespace, e));
            pending = 0;
        }
        return true;
    }

    private void begin(Namespace namespace) {
        pending = backlog.state(namespace).historyPending();
        if (pending > 0) {
            var last = table.position(namespace);
            if (last == null || isHeld(namespace, last)) {
                begin = Begin.BEHIND_THE_TABLE;
                position = last;
            } else {
                begin = Begin.OF_THE_STREAM;
                position = null;
            }
            if (position != null) {
                // The last run may have ended between its commit and its acknowledgement.
                backlog.acknowledgeHistory(namespace, position, keep);
            }
        }
    }

    private boolean isHeld(Namespace namespace, HistoryRecord.Id position) {
        if (position.sequence() < 1) {
            return false;
        }
        var before = new HistoryRecord.Id(position.revision(), position.sequence() - 1);
        try {
            var held = backlog.history(namespace, before, 1);
            return !held.isEmpty() && held.get(0).id().equals(position);
        } catch (UnreadableException e) {
            return false;
        }
    }
}
