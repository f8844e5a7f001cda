package io.sluice.batch.archive;

import java.time.Duration;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.interceptor.DefaultTransactionAttribute;

/**
 * Makes steps that archive page by page, each page in one transaction of the database with the progress of the step. What
 * passes by itself, such as a deadlock, is tried again before the step fails.
 */
public final class PageSteps {
    private static final long RETRIES = 4;

    private final JobRepository repository;
    private final PlatformTransactionManager transactions;

    PageSteps(JobRepository repository, PlatformTransactionManager transactions) {
        this.repository = repository;
        this.transactions = transactions;
    }

    /**
     * A step.
     *
     * @param name of the step
     * @param reader of the pages; null from it is the end
     * @param writer archives one page; it may be called again for the same page in the same transaction
     * @param listener is told when the step has ended
     */
    public <P> Step of(String name, ItemReader<P> reader, ItemWriter<P> writer, StepExecutionListener listener) {
        return new StepBuilder(name, repository)
                .<P, P>chunk(1)
                // The builder's own default commits nothing.
                .transactionManager(transactions)
                .transactionAttribute(readCommitted())
                .reader(reader)
                .writer(writer)
                .faultTolerant()
                .retryPolicy(RetryPolicy.builder()
                        .includes(TransientDataAccessException.class)
                        .maxRetries(RETRIES)
                        .delay(Duration.ofMillis(50))
                        .multiplier(2)
                        .jitter(Duration.ofMillis(25))
                        .build())
                .listener(listener)
                .build();
    }

    /** Locks only what it writes: no gaps, over which two who insert would deadlock. */
    private static DefaultTransactionAttribute readCommitted() {
        var attribute = new DefaultTransactionAttribute();
        attribute.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        return attribute;
    }
}
