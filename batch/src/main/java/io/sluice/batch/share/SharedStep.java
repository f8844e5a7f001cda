package io.sluice.batch.share;

import io.sluice.batch.run.SharedWork;
import java.util.function.Function;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;

/**
 * A step of which other nodes than that of the run can take namespaces over.
 *
 * @param <W> what its workers share on one node
 * @param name of the step
 * @param workers how many of them another node has
 * @param work what each of them does
 * @param shared where they find what they share
 * @param beginning makes that out of the namespaces that this node takes
 */
public record SharedStep<W>(
        String name, int workers, Step work, SharedWork<W> shared, Function<Namespaces, W> beginning) {
    /** Spring Batch's names of steps have at most 100 characters. */
    private static final int LONGEST = 80;

    void begin(StepExecution worker, Namespaces namespaces) {
        shared.share(worker, beginning.apply(namespaces));
    }

    void end(StepExecution worker) {
        shared.afterStep(worker);
    }

    /** What the workers of another node are called, in the records of a run. */
    static String workersOf(String step, String node) {
        return "%s:%s:".formatted(step, node.length() <= LONGEST ? node : node.substring(node.length() - LONGEST));
    }
}
