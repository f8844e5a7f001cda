package io.sluice.batch.history;

import io.sluice.batch.archive.Installation;
import io.sluice.batch.archive.PageSteps;
import io.sluice.batch.archive.Transactions;
import io.sluice.batch.run.Damage;
import io.sluice.batch.run.RunJournal;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.SharedWork;
import io.sluice.batch.share.Load;
import io.sluice.batch.share.SharedStep;
import io.sluice.batch.share.Sharing;
import io.sluice.setting.Namespace;
import io.sluice.store.Backlog;
import io.sluice.store.StoreException;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** The step {@code history}, which the drain ends with. */
@Configuration(proxyBeanMethods = false)
class HistoryConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryConfiguration.class);
    private static final String HISTORY = "history";
    private static final int WORKERS = 4;

    @Bean
    SharedWork<HistoryWork> historyShared() {
        return new SharedWork<>();
    }

    @Bean
    Step historyStep(
            PageSteps steps,
            @Qualifier("historyWorkers") Partitioner workers,
            @Qualifier("historyWork") Step work,
            SharedWork<HistoryWork> historyShared,
            Sharing sharing,
            RunJournal journal) {
        return steps.shared(HISTORY, workers, work, sharing, journal, historyShared, sharing);
    }

    /** What another node does of it. */
    @Bean
    SharedStep<HistoryWork> historyHelp(
            @Qualifier("historyWork") Step work, SharedWork<HistoryWork> historyShared, Installation installation) {
        return new SharedStep<>(HISTORY, WORKERS, work, historyShared, namespaces -> {
            installation.requireNoOther();
            return new HistoryWork(namespaces);
        });
    }

    @Bean
    Step historyWork(
            PageSteps steps,
            ItemReader<HistoryPage> historyReader,
            ItemWriter<HistoryPage> historyWriter,
            RunJournal journal) {
        return steps.of(HISTORY, historyReader, historyWriter, journal);
    }

    /** No more workers than namespaces of which something is pending. */
    @Bean
    @StepScope
    Partitioner historyWorkers(
            Backlog backlog,
            SharedWork<HistoryWork> historyShared,
            Sharing sharing,
            @Value("#{jobParameters['namespace']}") @Nullable String namespace,
            @Value("#{stepExecution}") StepExecution step) {
        return size -> {
            var pending = RunScope.of(namespace).namespaces(backlog).stream()
                    .flatMap(each -> load(each, backlog).stream())
                    .toList();
            historyShared.share(step, new HistoryWork(sharing.begin(step, pending, WORKERS)));
            return PageSteps.workers(Math.min(WORKERS, pending.size()));
        };
    }

    /** Empty if nothing is pending. A damaged one is left to the worker that comes to it, which will say so. */
    private static Optional<Load> load(Namespace namespace, Backlog backlog) {
        try {
            long pending = backlog.state(namespace).historyPending();
            return pending > 0 ? Optional.of(new Load(namespace, pending)) : Optional.empty();
        } catch (StoreException e) {
            LOG.debug("history: {}", Damage.of(namespace, e));
            return Optional.of(new Load(namespace, 0));
        }
    }

    @Bean
    HistoryTable historyTable(JdbcTemplate jdbc) {
        return new HistoryTable(jdbc);
    }

    @Bean
    HistoryArchive historyArchive(JdbcClient jdbc) {
        return new HistoryArchive(jdbc);
    }

    @Bean
    PastSettings pastSettings(JdbcClient jdbc, PlatformTransactionManager manager) {
        return new PastSettings(jdbc, manager);
    }

    @Bean
    Extents extents(HistoryArchive archive, HistoryTable table, Backlog backlog, Clock clock) {
        return new Extents(archive, table, backlog, clock);
    }

    @Bean
    @StepScope
    ItemReader<HistoryPage> historyReader(
            Backlog backlog,
            HistoryTable table,
            HistoryProperties properties,
            SharedWork<HistoryWork> historyShared,
            @Value("#{stepExecution}") StepExecution step) {
        return new HistoryReader(backlog, table, historyShared.of(step), properties.keep(), step);
    }

    @Bean
    @StepScope
    ItemWriter<HistoryPage> historyWriter(
            Backlog backlog,
            HistoryTable table,
            Transactions transactions,
            HistoryProperties properties,
            SharedWork<HistoryWork> historyShared,
            @Value("#{stepExecution}") StepExecution step) {
        return new HistoryWriter(table, transactions, backlog, historyShared.of(step), properties.keep(), step);
    }
}
