package io.sluice.batch.drain;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ItemReader;

/** Takes pages off the work list for one worker. */
final class DirtyReader implements ItemReader<DirtyEntries> {
    private final DirtyPages pages;
    private final StepExecution step;

    DirtyReader(DirtyPages pages, StepExecution step) {
        this.pages = pages;
        this.step = step;
    }

    @Override
    public @Nullable DirtyEntries read() {
        var page = pages.take();
        if (page != null) {
            // Batch counts this page as one item; the record of the run counts entries.
            step.setReadCount(step.getReadCount() + page.entries().size() - 1);
        }
        return page;
    }
}
