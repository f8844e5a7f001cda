package io.sluice.batch.archive;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.partition.StepExecutionAggregator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Makes steps that work page by page. A page is an item of Spring Batch, and a chunk of its own: behind each one the step
 * records its progress and looks whether it shall stop. Writers change the archive in {@link Transactions} of their own,
 * so that these can be begun anew; a step that dies between such a commit and the record of it repeats a page.
 */
public final class PageSteps {
    private final JobRepository repository;

    PageSteps(JobRepository repository) {
        this.repository = repository;
    }

    /**
     * A step.
     *
     * @param name of the step
     * @param reader of the pages; null from it is the end
     * @param writer of one page
     * @param listener is told when the step has ended
     */
    public <P> Step of(String name, ItemReader<P> reader, ItemWriter<P> writer, StepExecutionListener listener) {
        var step = new StepBuilder(name, repository)
                .<P, P>chunk(1)
                .transactionManager(new ResourcelessTransactionManager())
                .reader(reader)
                .writer(writer);
        return step.listener(listener).allowStartIfComplete(true).build();
    }

    /**
     * A step without pages that can be counted ahead.
     *
     * @param name of the step
     * @param portion carries out one portion, and says whether there is more
     * @param listener is told when the step has ended
     */
    public Step repeated(String name, Tasklet portion, StepExecutionListener listener) {
        var step = new StepBuilder(name, repository).tasklet(portion, new ResourcelessTransactionManager());
        return step.listener(listener).allowStartIfComplete(true).build();
    }

    /**
     * A step that several workers carry out side by side, as {@code <name>:<number>}.
     *
     * @param name of the step
     * @param workers decides how many, when the step begins
     * @param work what each of them does, a step of the same name
     * @param sums makes one record of those of the workers
     * @param listeners are told when the whole step has ended
     */
    public Step shared(
            String name,
            Partitioner workers,
            Step work,
            StepExecutionAggregator sums,
            StepExecutionListener... listeners) {
        var step = new StepBuilder(name, repository)
                .partitioner(name, workers)
                .step(work)
                .aggregator(sums)
                .taskExecutor(new SimpleAsyncTaskExecutor(name + "-"))
                // What there is to do is known by what is not acknowledged, not by who had begun with it.
                .allowStartIfComplete(true);
        for (var listener : listeners) {
            step.listener(listener);
        }
        return step.build();
    }

    /** That many workers, numbered from 1. */
    public static Map<String, ExecutionContext> workers(int many) {
        return IntStream.rangeClosed(1, many)
                .boxed()
                .collect(Collectors.toMap(String::valueOf, worker -> new ExecutionContext()));
    }
}
