package io.sluice.batch.restore;

import io.sluice.batch.archive.Installation;
import io.sluice.store.Restoration;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;

/** Offers what was read, and counts what became of it: superseded is what Redis had already, or newer. */
final class RestoreWriter implements ItemWriter<RestorePage> {
    private final Restoration restoration;
    private final Installation installation;
    private final StepExecution step;

    RestoreWriter(Restoration restoration, Installation installation, StepExecution step) {
        this.restoration = restoration;
        this.installation = installation;
        this.step = step;
    }

    @Override
    public void write(Chunk<? extends RestorePage> pages) {
        pages.forEach(this::write);
    }

    /**
     * Carries a page out.
     *
     * @throws IllegalStateException if a namespace was lost while it was restored
     */
    private void write(RestorePage page) {
        int offered = 0;
        if (page instanceof RestorePage.Offer offer) {
            offered = offer.entries().size();
            int taken = restoration.merge(offer.namespace(), offer.entries());
            step.setFilterCount(step.getFilterCount() + offered - taken);
        } else if (page instanceof RestorePage.Completion completion) {
            if (!restoration.complete(completion.namespace(), completion.life())) {
                throw new IllegalStateException(
                        "namespace %s: Redis has begun another life, or lost something of it, while it was restored (expected: one life; restore it again)"
                                .formatted(completion.namespace()));
            }
        } else {
            installation.install();
        }
        // Batch counts each page as one item; the record of the run counts entries.
        step.setWriteCount(step.getWriteCount() + offered - 1);
    }
}
