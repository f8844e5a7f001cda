package io.sluice.batch.history;

import io.sluice.batch.archive.Acknowledgement;
import io.sluice.batch.archive.DatabaseErrors;
import io.sluice.batch.archive.Transactions;
import io.sluice.store.Backlog;
import io.sluice.store.HistoryRecord;
import java.util.List;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.dao.DataAccessException;

/**
 * Archives pages of the history and, after each commit, lets Redis forget it but for a recent part. Of a page that the
 * archive refuses, all that is before the first refused record is archived. There the namespace stops, for Redis forgets
 * what is older than what is archived: the record and all behind it stay in Redis, and every run tries again. For one worker.
 */
final class HistoryWriter implements ItemWriter<HistoryPage> {
    private final HistoryTable table;
    private final Transactions transactions;
    private final Backlog backlog;
    private final HistoryWork work;
    private final int keep;
    private final StepExecution step;

    HistoryWriter(
            HistoryTable table,
            Transactions transactions,
            Backlog backlog,
            HistoryWork work,
            int keep,
            StepExecution step) {
        this.table = table;
        this.transactions = transactions;
        this.backlog = backlog;
        this.work = work;
        this.keep = keep;
        this.step = step;
    }

    @Override
    public void write(Chunk<? extends HistoryPage> pages) {
        for (var page : pages) {
            int written = write(page);
            // Batch counts this page as one item; the record of the run counts records.
            step.setWriteCount(step.getWriteCount() + written - 1);
        }
    }

    /** How many were written: all, or those before the first that is refused. */
    private int write(HistoryPage page) {
        try {
            transactions.carryOut(() -> {
                table.add(page.namespace(), page.records());
                return page;
            });
        } catch (DataAccessException e) {
            if (!DatabaseErrors.refuses(e)) {
                throw e;
            }
            return refused(page, e);
        }
        Acknowledgement.of(
                "%d records of the history of namespace %s"
                        .formatted(page.records().size(), page.namespace()),
                () -> backlog.acknowledgeHistory(page.namespace(), page.last(), keep));
        return page.records().size();
    }

    private int refused(HistoryPage page, DataAccessException refusal) {
        List<HistoryRecord> records = page.records();
        if (records.size() > 1) {
            int middle = records.size() / 2;
            int written = write(new HistoryPage(page.namespace(), records.subList(0, middle)));
            return written < middle
                    ? written
                    : written + write(new HistoryPage(page.namespace(), records.subList(middle, records.size())));
        }
        var error = DatabaseErrors.find(refusal);
        work.refuse(
                page.namespace(),
                "history of namespace %s: record %s of %s is refused (%s: %s); it and all behind it stay in Redis"
                        .formatted(
                                page.namespace(),
                                page.last(),
                                records.get(0).entry().name(),
                                error == null ? "no SQLSTATE" : error.getSQLState(),
                                error == null ? refusal.getMessage() : error.getMessage()));
        return 0;
    }
}
