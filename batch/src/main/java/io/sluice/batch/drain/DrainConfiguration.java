package io.sluice.batch.drain;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.batch.archive.Installation;
import io.sluice.batch.archive.PageSteps;
import io.sluice.batch.archive.Transactions;
import io.sluice.batch.run.Damage;
import io.sluice.batch.run.RunJournal;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.SharedWork;
import io.sluice.batch.run.Totals;
import io.sluice.batch.share.Load;
import io.sluice.batch.share.Namespaces;
import io.sluice.batch.share.SharedStep;
import io.sluice.batch.share.Sharing;
import io.sluice.store.Backlog;
import io.sluice.store.Quarantine;
import io.sluice.store.StoreException;
import io.sluice.trace.WriteSpans;
import java.time.Clock;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.jdbc.core.JdbcTemplate;

/** The job {@code drain}: entries first, then their history. */
@Configuration(proxyBeanMethods = false)
class DrainConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(DrainConfiguration.class);
    private static final String ENTRIES = "entries";

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
    SharedWork<DirtyPages> dirtyPages() {
        return new SharedWork<>();
    }

    @Bean
    Step entriesStep(
            PageSteps steps,
            @Qualifier("entriesWorkers") Partitioner workers,
            @Qualifier("entriesWork") Step work,
            SharedWork<DirtyPages> pages,
            Sharing sharing,
            RunJournal journal) {
        return steps.shared(ENTRIES, workers, work, sharing, journal, pages, sharing);
    }

    /** What another node does of it. */
    @Bean
    SharedStep<DirtyPages> entriesHelp(
            @Qualifier("entriesWork") Step work,
            SharedWork<DirtyPages> pages,
            Backlog backlog,
            Installation installation,
            DrainProperties properties) {
        return new SharedStep<>(ENTRIES, properties.workers(), work, pages, namespaces -> {
            installation.requireNoOther();
            return pages(backlog, namespaces);
        });
    }

    private static DirtyPages pages(Backlog backlog, Namespaces namespaces) {
        return new DirtyPages(backlog, namespaces, new SimpleAsyncTaskExecutor("entries-ahead-"));
    }

    @Bean
    Step entriesWork(
            PageSteps steps,
            ItemReader<DirtyEntries> dirtyReader,
            ItemWriter<DirtyEntries> archiveWriter,
            RunJournal journal) {
        return steps.of(ENTRIES, dirtyReader, archiveWriter, journal);
    }

    /** No more workers than pages. */
    @Bean
    @StepScope
    Partitioner entriesWorkers(
            Backlog backlog,
            SharedWork<DirtyPages> pages,
            Sharing sharing,
            Installation installation,
            DrainProperties properties,
            Totals totals,
            @Value("#{jobParameters['namespace']}") @Nullable String namespace,
            @Value("#{stepExecution}") StepExecution step) {
        return size -> {
            installation.requireNoOther();
            var loads = new ArrayList<Load>();
            long dirty = 0;
            for (var each : RunScope.of(namespace).namespaces(backlog)) {
                try {
                    var load = new Load(each, backlog.state(each).dirty());
                    dirty += load.amount();
                    loads.add(load);
                } catch (StoreException e) {
                    // The history, which is behind all entries, lets the run fail for it.
                    LOG.warn("drain: {}; its entries wait", Damage.of(each, e));
                }
            }
            totals.add(step.getJobExecutionId(), dirty);
            pages.share(step, pages(backlog, sharing.begin(step, loads, properties.workers())));
            return PageSteps.workers((int) Math.min(properties.workers(), Load.pages(dirty)));
        };
    }

    @Bean
    @StepScope
    ItemReader<DirtyEntries> dirtyReader(SharedWork<DirtyPages> pages, @Value("#{stepExecution}") StepExecution step) {
        return new DirtyReader(pages.of(step), step);
    }

    @Bean
    DrainMeters drainMeters(MeterRegistry registry) {
        return new DrainMeters(registry);
    }

    @Bean
    EntryArchive entryArchive(
            JdbcTemplate jdbc,
            Transactions transactions,
            Backlog backlog,
            Quarantine quarantine,
            ObjectProvider<WriteSpans> spans,
            Clock clock) {
        return new EntryArchive(
                new SettingTable(jdbc),
                transactions,
                backlog,
                quarantine,
                new ArchiveSpans(spans.getIfAvailable(), clock));
    }

    @Bean
    @StepScope
    ItemWriter<DirtyEntries> archiveWriter(
            EntryArchive archive, DrainMeters meters, @Value("#{stepExecution}") StepExecution step) {
        return new ArchiveWriter(archive, meters, step);
    }
}
