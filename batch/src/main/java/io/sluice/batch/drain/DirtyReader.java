package io.sluice.batch.drain;

import io.sluice.batch.run.RunScope;
import io.sluice.setting.Namespace;
import io.sluice.store.Backlog;
import io.sluice.store.Backlog.DirtyPage;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ItemReader;

/**
 * Reads what is dirty when the run comes to a namespace, page by page: what becomes dirty later is left to the next run,
 * so that a run ends. It keeps no position, for what is acknowledged is not dirty any more. For one run and one thread.
 */
final class DirtyReader implements ItemReader<DirtyEntries> {
    private final Backlog backlog;
    private final RunScope scope;
    private final StepExecution step;
    private @Nullable Queue<Namespace> ahead;
    private @Nullable Namespace namespace;
    private @Nullable DirtyPage page;

    DirtyReader(Backlog backlog, RunScope scope, StepExecution step) {
        this.backlog = backlog;
        this.scope = scope;
        this.step = step;
    }

    @Override
    public @Nullable DirtyEntries read() {
        while (advance()) {
            if (namespace != null && page != null && !page.entries().isEmpty()) {
                // Batch counts this page as one item; the record of the run counts entries.
                step.setReadCount(step.getReadCount() + page.entries().size() - 1);
                return new DirtyEntries(namespace, page.entries());
            }
        }
        return null;
    }

    private boolean advance() {
        if (namespace != null && page != null && page.cursor() != null) {
            page = backlog.next(namespace, page);
            return true;
        }
        if (ahead == null) {
            ahead = new ArrayDeque<>(scope.namespaces(backlog));
        }
        namespace = ahead.poll();
        page = namespace == null ? null : backlog.peek(namespace);
        return namespace != null;
    }
}
