package io.sluice.batch.drain;

import io.sluice.batch.archive.Acknowledgement;
import io.sluice.setting.Entry;
import io.sluice.store.Backlog;
import java.util.stream.Collectors;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;

/**
 * Archives a page and acknowledges it after the commit. It may be called again in the same transaction after a deadlock,
 * so everything is done anew, and nothing is noted before the database has accepted all of it. For one run.
 */
final class ArchiveWriter implements ItemWriter<DirtyEntries> {
    private final SettingTable table;
    private final Backlog backlog;
    private final StepExecution step;

    ArchiveWriter(SettingTable table, Backlog backlog, StepExecution step) {
        this.table = table;
        this.backlog = backlog;
        this.step = step;
    }

    @Override
    public void write(Chunk<? extends DirtyEntries> pages) {
        pages.forEach(this::write);
    }

    private void write(DirtyEntries page) {
        var merged = table.merge(page.namespace(), page.entries());
        // Batch counts this page as one item; the record of the run counts entries.
        step.setWriteCount(step.getWriteCount() + page.entries().size() - 1);
        step.setFilterCount(step.getFilterCount() + merged.superseded());
        var archived = page.entries().stream().collect(Collectors.toMap(Entry::name, Entry::revision));
        Acknowledgement.afterCommit(
                "%d entries of namespace %s".formatted(archived.size(), page.namespace()),
                () -> backlog.acknowledge(page.namespace(), archived));
    }
}
