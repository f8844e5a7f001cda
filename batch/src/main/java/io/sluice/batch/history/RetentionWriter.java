package io.sluice.batch.history;

import io.sluice.batch.archive.Transactions;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;

/** Drops what is old, a page in a transaction. For one step. */
final class RetentionWriter implements ItemWriter<OldChanges> {
    private final Retention retention;
    private final Transactions transactions;
    private final StepExecution step;

    RetentionWriter(Retention retention, Transactions transactions, StepExecution step) {
        this.retention = retention;
        this.transactions = transactions;
        this.step = step;
    }

    @Override
    public void write(Chunk<? extends OldChanges> pages) {
        for (var page : pages) {
            int dropped = transactions.carryOut(() -> retention.drop(page));
            // Batch counts this page as one item; the record of the run counts what was dropped.
            step.setWriteCount(step.getWriteCount() + dropped - 1);
        }
    }
}
