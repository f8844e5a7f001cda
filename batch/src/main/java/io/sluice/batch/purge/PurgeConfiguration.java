package io.sluice.batch.purge;

import io.sluice.batch.archive.PageSteps;
import io.sluice.batch.archive.Transactions;
import io.sluice.batch.run.RunJournal;
import java.util.List;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The job {@code purge}: the history first, whose retention is its own matter, then a step for each thing that ages. */
@Configuration(proxyBeanMethods = false)
class PurgeConfiguration {
    @Bean
    Job purge(
            JobRepository repository,
            PageSteps steps,
            Transactions transactions,
            @Qualifier("historyRetentionStep") Step historyRetention,
            List<Aging> all,
            RunJournal journal) {
        var chain = new JobBuilder("purge", repository).listener(journal).start(historyRetention);
        for (var each : all) {
            chain = chain.next(step(steps, transactions, each, journal));
        }
        return chain.build();
    }

    private static Step step(PageSteps steps, Transactions transactions, Aging aging, RunJournal journal) {
        var sweep = new Sweep(aging, transactions);
        return steps.of(aging.step(), sweep, sweep, journal);
    }

    @Bean
    Aging oldRuns(JdbcClient jdbc, PurgeProperties properties) {
        return OldRuns.of(jdbc, properties.runs());
    }

    @Bean
    Aging oldActions(JdbcClient jdbc, PurgeProperties properties) {
        return OldActions.of(jdbc, properties.actions());
    }
}
