package io.sluice.batch.purge;

import io.sluice.batch.archive.PageSteps;
import io.sluice.batch.archive.Transactions;
import io.sluice.batch.run.RunJournal;
import java.util.List;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.builder.SimpleJobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The job {@code purge}: a step for each kind of thing that ages. */
@Configuration(proxyBeanMethods = false)
class PurgeConfiguration {
    @Bean
    Job purge(
            JobRepository repository,
            PageSteps steps,
            Transactions transactions,
            List<Aging<?>> all,
            RunJournal journal) {
        var job = new JobBuilder("purge", repository).listener(journal);
        SimpleJobBuilder chain = null;
        for (var each : all) {
            var step = step(steps, transactions, each, journal);
            chain = chain == null ? job.start(step) : chain.next(step);
        }
        if (chain == null) {
            throw new IllegalStateException("purge: nothing ages (expected: at least one bean of " + Aging.class + ")");
        }
        return chain.build();
    }

    private static <K> Step step(PageSteps steps, Transactions transactions, Aging<K> aging, RunJournal journal) {
        var sweep = new Sweep<>(aging, transactions);
        return steps.of(aging.step(), sweep, sweep, journal);
    }

    @Bean
    @Order(1)
    Aging<Long> oldRuns(JdbcClient jdbc, PurgeProperties properties) {
        return new OldRuns(jdbc, properties.runs());
    }

    @Bean
    @Order(2)
    Aging<Long> oldActions(JdbcClient jdbc, PurgeProperties properties) {
        return new OldActions(jdbc, properties.actions());
    }
}
