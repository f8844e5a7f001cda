package io.sluice.batch.purge;

import io.sluice.batch.archive.Transactions;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.scope.context.StepSynchronizationManager;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.batch.infrastructure.item.ItemWriter;

/**
 * Reads and removes what is old, page by page, each in a transaction of its own. It keeps no place: what is removed does
 * not come again. A run for one namespace leaves it alone, for it is everybody's. Thread-safe.
 */
final class Sweep implements ItemReader<List<Long>>, ItemWriter<List<Long>> {
    private static final int PAGE = 500;

    private final Aging aging;
    private final Transactions transactions;

    Sweep(Aging aging, Transactions transactions) {
        this.aging = aging;
        this.transactions = transactions;
    }

    @Override
    public @Nullable List<Long> read() {
        var step = step();
        if (step.getJobExecution().getJobParameters().getString("namespace") != null) {
            return null;
        }
        var page = aging.page(PAGE);
        if (page.isEmpty()) {
            return null;
        }
        // Batch counts this page as one item; the record of the run counts what is removed.
        step.setReadCount(step.getReadCount() + page.size() - 1);
        return page;
    }

    @Override
    public void write(Chunk<? extends List<Long>> pages) {
        var step = step();
        for (var page : pages) {
            transactions.carryOut(() -> {
                aging.removal().accept(page);
                return page;
            });
            step.setWriteCount(step.getWriteCount() + page.size() - 1);
        }
    }

    private static StepExecution step() {
        return Objects.requireNonNull(StepSynchronizationManager.getContext(), "step")
                .getStepExecution();
    }
}
