package io.sluice.batch.history;

import io.sluice.batch.archive.PageSteps;
import io.sluice.batch.archive.Transactions;
import io.sluice.batch.run.RunJournal;
import io.sluice.batch.run.RunScope;
import io.sluice.setting.Revision;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** The step {@code retention} of the job {@code purge}. */
@Configuration(proxyBeanMethods = false)
class RetentionConfiguration {
    @Bean
    Step historyRetentionStep(
            PageSteps steps,
            ItemReader<OldChanges> oldHistoryReader,
            ItemWriter<OldChanges> retentionWriter,
            RunJournal journal) {
        return steps.of("retention", oldHistoryReader, retentionWriter, journal);
    }

    @Bean
    Retention retention(JdbcTemplate jdbc) {
        return new Retention(jdbc);
    }

    @Bean
    @StepScope
    ItemReader<OldChanges> oldHistoryReader(
            Retention retention,
            HistoryTable table,
            HistoryProperties properties,
            Clock clock,
            @Value("#{jobParameters['namespace']}") @Nullable String namespace,
            @Value("#{stepExecution}") StepExecution step) {
        var age = properties.retention();
        if (age == null) {
            return () -> null;
        }
        long until = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant().minus(age));
        return new OldHistoryReader(retention, table, RunScope.of(namespace).namespace(), new Revision(until), step);
    }

    @Bean
    @StepScope
    ItemWriter<OldChanges> retentionWriter(
            Retention retention, Transactions transactions, @Value("#{stepExecution}") StepExecution step) {
        return new RetentionWriter(retention, transactions, step);
    }
}
