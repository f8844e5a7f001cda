package io.sluice.batch.history;

import io.sluice.batch.archive.Columns;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.store.Backlog;
import io.sluice.store.HistoryRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ItemReader;

/**
 * Reads the records behind the last one in the table, page by page: as many as were pending when the run came to the
 * namespace, so that a run ends. Records that are pending and not there are lost: the run goes on with the others, and
 * then fails, for that must not look like an end. Workers share the namespaces, each of which one of them reads whole. For
 * one worker.
 */
final class HistoryReader implements ItemReader<HistoryPage> {
    private static final int FIRST_LIMIT = 100;
    private static final int HIGHEST_LIMIT = 1000;
    private static final int PAGE_CHARACTERS = 4 * 1024 * 1024;

    private final Backlog backlog;
    private final HistoryTable table;
    private final int keep;
    private final StepExecution step;
    private final Queue<Namespace> ahead;
    private @Nullable Namespace namespace;
    private HistoryRecord.@Nullable Id position;
    private final List<String> lost = new ArrayList<>();
    private long pending;
    private int limit = FIRST_LIMIT;

    HistoryReader(Backlog backlog, HistoryTable table, Queue<Namespace> ahead, int keep, StepExecution step) {
        this.backlog = backlog;
        this.table = table;
        this.ahead = ahead;
        this.keep = keep;
        this.step = step;
    }

    @Override
    public @Nullable HistoryPage read() {
        do {
            if (namespace != null && pending > 0) {
                var records = backlog.history(namespace, position, limit);
                pending = records.isEmpty() ? 0 : pending - records.size();
                if (!records.isEmpty()) {
                    return page(namespace, records);
                }
                noteLoss(namespace);
            }
        } while (advance());
        if (!lost.isEmpty()) {
            throw new IllegalStateException(String.join("; ", lost));
        }
        return null;
    }

    /** Unless another run has archived them meanwhile, or this one has just acknowledged what an earlier one had. */
    private void noteLoss(Namespace namespace) {
        long missing = backlog.state(namespace).historyPending();
        if (missing > 0) {
            lost.add("history of namespace %s: %d records pending, and none in the stream (expected: all of them)"
                    .formatted(namespace, missing));
        }
    }

    private HistoryPage page(Namespace namespace, List<HistoryRecord> records) {
        var page = new HistoryPage(namespace, records);
        position = page.last();
        limit = limitFor(records);
        // Batch counts this page as one item; the record of the run counts records.
        step.setReadCount(step.getReadCount() + records.size() - 1);
        return page;
    }

    private boolean advance() {
        namespace = ahead.poll();
        if (namespace == null) {
            return false;
        }
        limit = FIRST_LIMIT;
        pending = backlog.state(namespace).historyPending();
        if (pending > 0) {
            position = table.position(namespace);
            acknowledgeAgain(namespace, position);
        }
        return true;
    }

    /**
     * The last run may have ended between its commit and its acknowledgement. What the stream does not hold (any more) is
     * not acknowledged: a stream that has begun anew counts from 1 again.
     */
    private void acknowledgeAgain(Namespace namespace, HistoryRecord.@Nullable Id position) {
        if (position == null) {
            return;
        }
        var before = new HistoryRecord.Id(position.revision(), position.sequence() - 1);
        var held = backlog.history(namespace, before, 1);
        if (!held.isEmpty() && held.get(0).id().equals(position)) {
            backlog.acknowledgeHistory(namespace, position, keep);
        }
    }

    /** Values may be large: the next page holds about as many records as fit. */
    private static int limitFor(List<HistoryRecord> records) {
        long characters = 1;
        for (var record : records) {
            characters += length(record.entry()) + length(record.old());
        }
        return (int) Math.max(1, Math.min(HIGHEST_LIMIT, (long) PAGE_CHARACTERS * records.size() / characters));
    }

    private static int length(@Nullable Entry entry) {
        var value = Columns.value(entry);
        return value == null ? 0 : value.length();
    }
}
