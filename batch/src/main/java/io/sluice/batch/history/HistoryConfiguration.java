package io.sluice.batch.history;

import io.sluice.batch.archive.PageSteps;
import io.sluice.batch.run.RunJournal;
import io.sluice.batch.run.RunScope;
import io.sluice.store.Backlog;
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

/** The step {@code history}, which the drain ends with. */
@Configuration(proxyBeanMethods = false)
class HistoryConfiguration {
    @Bean
    Step historyStep(
            PageSteps steps,
            ItemReader<HistoryPage> historyReader,
            ItemWriter<HistoryPage> historyWriter,
            RunJournal journal) {
        return steps.of("history", historyReader, historyWriter, journal);
    }

    @Bean
    HistoryTable historyTable(JdbcTemplate jdbc) {
        return new HistoryTable(jdbc);
    }

    @Bean
    @StepScope
    ItemReader<HistoryPage> historyReader(
            Backlog backlog,
            HistoryTable table,
            HistoryProperties properties,
            @Value("#{jobParameters['namespace']}") @Nullable String namespace,
            @Value("#{stepExecution}") StepExecution step) {
        return new HistoryReader(backlog, table, RunScope.of(namespace), properties.keep(), step);
    }

    @Bean
    @StepScope
    ItemWriter<HistoryPage> historyWriter(
            Backlog backlog,
            HistoryTable table,
            HistoryProperties properties,
            @Value("#{stepExecution}") StepExecution step) {
        return new HistoryWriter(table, backlog, properties.keep(), step);
    }
}
