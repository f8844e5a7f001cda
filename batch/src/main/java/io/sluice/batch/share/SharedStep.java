package io.sluice.batch.share;

import io.sluice.batch.run.SharedWork;
import java.util.function.Consumer;
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
    /** In the record of a worker: which node it is on. */
    private static final String NODE = "node";

    /** Begins on this node; what comes back lets a worker find what it shares with the others. */
    Consumer<StepExecution> begin(Namespaces namespaces) {
        var work = beginning.apply(namespaces);
        return worker -> shared.share(worker, work);
    }

    void end(StepExecution worker) {
        shared.afterStep(worker);
    }

    /** What the workers of other nodes are called: the same on each, because names of steps are tags of metrics. */
    String helper(int number) {
        return "%s:helper:%d".formatted(name, number);
    }

    static void setNode(StepExecution worker, String node) {
        worker.getExecutionContext().putString(NODE, node);
    }

    /** Which node a worker of another node is on; empty if that was not noted. */
    static String node(StepExecution worker) {
        return worker.getExecutionContext().getString(NODE, "");
    }
}
