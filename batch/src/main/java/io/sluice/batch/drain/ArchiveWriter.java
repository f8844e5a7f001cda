package io.sluice.batch.drain;

import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;

/** Archives the pages of one worker, and counts what became of their entries. */
final class ArchiveWriter implements ItemWriter<DirtyEntries> {
    private final EntryArchive archive;
    private final DrainMeters meters;
    private final StepExecution step;

    ArchiveWriter(EntryArchive archive, DrainMeters meters, StepExecution step) {
        this.archive = archive;
        this.meters = meters;
        this.step = step;
    }

    @Override
    public void write(Chunk<? extends DirtyEntries> pages) {
        pages.forEach(this::write);
    }

    private void write(DirtyEntries page) {
        var outcome = archive.store(page);
        // Batch counts this page as one item; the record of the run counts entries.
        step.setWriteCount(step.getWriteCount() + outcome.written() + outcome.superseded() - 1);
        step.setFilterCount(step.getFilterCount() + outcome.superseded());
        step.setWriteSkipCount(step.getWriteSkipCount() + outcome.quarantined());
        meters.count(outcome);
    }
}
