package io.sluice.batch.history;

import io.sluice.batch.archive.Acknowledgement;
import io.sluice.store.Backlog;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;

/** Archives a page of the history and, after the commit, lets Redis forget it but for a recent part. For one run. */
final class HistoryWriter implements ItemWriter<HistoryPage> {
    private final HistoryTable table;
    private final Backlog backlog;
    private final int keep;
    private final StepExecution step;

    HistoryWriter(HistoryTable table, Backlog backlog, int keep, StepExecution step) {
        this.table = table;
        this.backlog = backlog;
        this.keep = keep;
        this.step = step;
    }

    @Override
    public void write(Chunk<? extends HistoryPage> pages) {
        pages.forEach(this::write);
    }

    private void write(HistoryPage page) {
        table.add(page.namespace(), page.records());
        // Batch counts this page as one item; the record of the run counts records.
        step.setWriteCount(step.getWriteCount() + page.records().size() - 1);
        Acknowledgement.afterCommit(
                "%d records of the history of namespace %s"
                        .formatted(page.records().size(), page.namespace()),
                () -> backlog.acknowledgeHistory(page.namespace(), page.last(), keep));
    }
}
