package io.sluice.batch.history;

import io.sluice.batch.run.RunJournal;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The job {@code purge}: drops what is older than it is to be kept. */
@Configuration(proxyBeanMethods = false)
class PurgeConfiguration {
    @Bean
    Job purge(JobRepository repository, @Qualifier("historyRetentionStep") Step historyRetention, RunJournal journal) {
        return new JobBuilder("purge", repository)
                .listener(journal)
                .start(historyRetention)
                .build();
    }
}
