package io.sluice.batch.drain;

import io.sluice.batch.archive.PageSteps;
import io.sluice.batch.run.RunJournal;
import io.sluice.batch.run.RunScope;
import io.sluice.store.Backlog;
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

/** The job {@code drain}: entries first, then their history. */
@Configuration(proxyBeanMethods = false)
class DrainConfiguration {
    @Bean
    Job drain(
            JobRepository repository,
            @Qualifier("entriesStep") Step entries,
            @Qualifier("historyStep") Step history,
            RunJournal journal) {
        return new JobBuilder("drain", repository)
                .listener(journal)
                .start(entries)
                .next(history)
                .build();
    }

    @Bean
    Step entriesStep(
            PageSteps steps,
            ItemReader<DirtyEntries> dirtyReader,
            ItemWriter<DirtyEntries> archiveWriter,
            RunJournal journal) {
        return steps.of("entries", dirtyReader, archiveWriter, journal);
    }

    @Bean
    @StepScope
    ItemReader<DirtyEntries> dirtyReader(
            Backlog backlog,
            @Value("#{jobParameters['namespace']}") @Nullable String namespace,
            @Value("#{stepExecution}") StepExecution step) {
        return new DirtyReader(backlog, RunScope.of(namespace), step);
    }

    @Bean
    @StepScope
    ItemWriter<DirtyEntries> archiveWriter(
            JdbcTemplate jdbc, Backlog backlog, @Value("#{stepExecution}") StepExecution step) {
        return new ArchiveWriter(new SettingTable(jdbc), backlog, step);
    }
}
