package io.sluice.batch.compact;

import io.sluice.batch.archive.Installation;
import io.sluice.batch.archive.PageSteps;
import io.sluice.batch.run.RunJournal;
import io.sluice.batch.run.RunScope;
import io.sluice.store.Backlog;
import io.sluice.store.Compaction;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The job {@code compact}: has Redis forget removals that are archived and old. */
@Configuration(proxyBeanMethods = false)
class CompactConfiguration {
    @Bean
    Job compact(JobRepository repository, @Qualifier("compactStep") Step step, RunJournal journal) {
        return new JobBuilder("compact", repository)
                .listener(journal)
                .start(step)
                .build();
    }

    @Bean
    Step compactStep(PageSteps steps, @Qualifier("sweep") Tasklet sweep, RunJournal journal) {
        return steps.repeated("compact", sweep, journal);
    }

    @Bean
    @StepScope
    Tasklet sweep(
            Backlog backlog,
            Compaction compaction,
            Installation installation,
            Retention retention,
            Clock clock,
            @Value("#{jobParameters['namespace']}") @Nullable String namespace,
            @Value("#{stepExecution}") StepExecution step) {
        return new Sweep(
                backlog, compaction, installation, RunScope.of(namespace), retention.forgotten(clock.instant()), step);
    }
}
