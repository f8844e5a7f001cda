package io.sluice.batch.restore;

import io.sluice.batch.archive.Installation;
import io.sluice.batch.archive.PageSteps;
import io.sluice.batch.archive.Transactions;
import io.sluice.batch.compact.Retention;
import io.sluice.batch.run.Findings;
import io.sluice.batch.run.RunJournal;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Runs;
import io.sluice.batch.run.Totals;
import io.sluice.store.Backlog;
import io.sluice.store.Restoration;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** The job {@code restore}: what the archive holds, into Redis. */
@Configuration(proxyBeanMethods = false)
class RestoreConfiguration {
    /** Findings that are kept in full. */
    private static final int FINDINGS = 100;

    @Bean
    Job restore(JobRepository repository, @Qualifier("restoreStep") Step step, RunJournal journal) {
        return new JobBuilder("restore", repository)
                .listener(journal)
                .start(step)
                .build();
    }

    @Bean
    Step restoreStep(
            PageSteps steps,
            ItemReader<RestorePage> restoreReader,
            ItemWriter<RestorePage> restoreWriter,
            RunJournal journal) {
        return steps.of("restore", restoreReader, restoreWriter, journal);
    }

    @Bean
    ArchivedSettings archivedSettings(JdbcTemplate jdbc, Transactions transactions) {
        return new ArchivedSettings(jdbc, transactions);
    }

    @Bean
    Places places(ArchivedSettings archive, Backlog backlog) {
        return new Places(archive, backlog);
    }

    @Bean
    @StepScope
    ItemReader<RestorePage> restoreReader(
            Places places,
            ArchivedSettings archive,
            Restoration restoration,
            Installation installation,
            Totals totals,
            Retention retention,
            JdbcTemplate jdbc,
            Transactions transactions,
            Clock clock,
            @Value("#{jobParameters['namespace']}") @Nullable String namespace,
            @Value("#{stepExecution}") StepExecution step) {
        return new RestoreReader(
                places,
                archive,
                restoration,
                installation,
                totals,
                new Findings(jdbc, step.getJobExecutionId(), FINDINGS),
                transactions,
                retention.forgotten(clock.instant()),
                RunScope.of(namespace),
                step);
    }

    @Bean
    @StepScope
    ItemWriter<RestorePage> restoreWriter(
            Restoration restoration, Installation installation, @Value("#{stepExecution}") StepExecution step) {
        return new RestoreWriter(restoration, installation, step);
    }

    @Bean
    RestoreWatch restoreWatch(
            Places places,
            Restoration restoration,
            Installation installation,
            Runs runs,
            RestoreProperties properties,
            Clock clock) {
        return new RestoreWatch(places, restoration, installation, runs, properties, clock);
    }
}
