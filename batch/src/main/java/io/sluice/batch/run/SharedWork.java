package io.sluice.batch.run;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;

/**
 * What the workers of a step share while it goes on. As the listener of that step it lets go of it in the end. Thread-safe.
 *
 * @param <W> what they share
 */
public final class SharedWork<W> implements StepExecutionListener {
    private final Map<Long, W> ofRuns = new ConcurrentHashMap<>();

    /** Shares it with the workers. */
    public void share(StepExecution step, W work) {
        ofRuns.put(step.getJobExecutionId(), work);
    }

    /** What the worker whose step this is shares with the others. */
    public W of(StepExecution worker) {
        return Objects.requireNonNull(ofRuns.get(worker.getJobExecutionId()), "shared work");
    }

    @Override
    public @Nullable ExitStatus afterStep(StepExecution step) {
        ofRuns.remove(step.getJobExecutionId());
        return null;
    }
}
