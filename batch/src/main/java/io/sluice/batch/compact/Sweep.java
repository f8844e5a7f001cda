package io.sluice.batch.compact;

import io.sluice.batch.archive.Installation;
import io.sluice.batch.run.RunScope;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.store.Backlog;
import io.sluice.store.Compaction;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/**
 * Goes through the namespaces, and comes back to each as long as there is more to drop: a portion at a time, so that Redis is held
 * up for no longer, and the run can be stopped. For one run and one thread.
 */
final class Sweep implements Tasklet {
    private static final int PORTION = 500;

    private final Backlog backlog;
    private final Compaction compaction;
    private final Installation installation;
    private final RunScope scope;
    private final Revision forgotten;
    private final StepExecution step;
    private @Nullable Queue<Namespace> ahead;

    Sweep(
            Backlog backlog,
            Compaction compaction,
            Installation installation,
            RunScope scope,
            Revision forgotten,
            StepExecution step) {
        this.backlog = backlog;
        this.compaction = compaction;
        this.installation = installation;
        this.scope = scope;
        this.forgotten = forgotten;
        this.step = step;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        if (ahead == null) {
            installation.requireNoOther();
            ahead = new ArrayDeque<>(scope.namespaces(backlog));
        }
        var namespace = ahead.peek();
        if (namespace != null) {
            int dropped = compaction.compact(namespace, forgotten, PORTION);
            if (dropped < PORTION) {
                ahead.remove();
            }
            step.setReadCount(step.getReadCount() + dropped);
            step.setWriteCount(step.getWriteCount() + dropped);
        }
        return RepeatStatus.continueIf(!ahead.isEmpty());
    }
}
