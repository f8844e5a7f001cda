package io.sluice.batch.history;

import io.sluice.batch.archive.Acknowledgement;
import io.sluice.batch.archive.Transactions;
import io.sluice.store.Backlog;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;

/** Archives pages of the history and, after each commit, lets Redis forget it but for a recent part. For one worker. */
final class HistoryWriter implements ItemWriter<HistoryPage> {
    private final HistoryTable table;
    private final Transactions transactions;
    private final Backlog backlog;
    private final int keep;
    private final StepExecution step;

    HistoryWriter(HistoryTable table, Transactions transactions, Backlog backlog, int keep, StepExecution step) {
        this.table = table;
        this.transactions = transactions;
        this.backlog = backlog;
        this.keep = keep;
        this.step = step;
    }

    @Override
    public void write(Chunk<? extends HistoryPage> pages) {
        pages.forEach(this::write);
    }

    private void write(HistoryPage page) {
        transactions.carryOut(() -> {
            table.add(page.namespace(), page.records());
            return page;
        });
        Acknowledgement.of(
                "%d records of the history of namespace %s"
                        .formatted(page.records().size(), page.namespace()),
                () -> backlog.acknowledgeHistory(page.namespace(), page.last(), keep));
        // Batch counts this page as one item; the record of the run counts records.
        step.setWriteCount(step.getWriteCount() + page.records().size() - 1);
    }
}
