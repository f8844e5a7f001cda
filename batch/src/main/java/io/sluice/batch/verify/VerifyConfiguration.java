package io.sluice.batch.verify;

import io.sluice.batch.archive.PageSteps;
import io.sluice.batch.archive.Transactions;
import io.sluice.batch.compact.Retention;
import io.sluice.batch.run.RunJournal;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Totals;
import io.sluice.batch.verify.Verification.Mode;
import io.sluice.store.Backlog;
import io.sluice.store.Inspection;
import io.sluice.store.Quarantine;
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

/** The job {@code verify}: what Redis holds against the archive, then what the archive holds against Redis. */
@Configuration(proxyBeanMethods = false)
class VerifyConfiguration {
    private static final String NAMESPACE = "#{jobParameters['namespace']}";
    private static final String REPAIR = "#{jobParameters['option.repair']}";
    private static final String STEP = "#{stepExecution}";

    @Bean
    Job verify(
            JobRepository repository,
            @Qualifier("hashStep") Step hash,
            @Qualifier("rowsStep") Step rows,
            RunJournal journal,
            Verifications verifications) {
        return new JobBuilder("verify", repository)
                .listener(journal)
                .listener(verifications)
                .start(hash)
                .next(rows)
                .build();
    }

    @Bean
    Step hashStep(
            PageSteps steps, ItemReader<HashPage> hashReader, ItemWriter<HashPage> hashWriter, RunJournal journal) {
        return steps.of("hash", hashReader, hashWriter, journal);
    }

    @Bean
    Step rowsStep(
            PageSteps steps, ItemReader<RowsPage> rowsReader, ItemWriter<RowsPage> rowsWriter, RunJournal journal) {
        return steps.of("rows", rowsReader, rowsWriter, journal);
    }

    @Bean
    RedisPatience verifyPatience() {
        return new RedisPatience();
    }

    @Bean
    ArchiveTable verifyArchive(JdbcTemplate jdbc, Transactions transactions) {
        return new ArchiveTable(jdbc, transactions);
    }

    @Bean
    Extent verifyExtent(Backlog backlog, Inspection inspection, ArchiveTable archive, RedisPatience redis) {
        return new Extent(backlog, inspection, archive, redis);
    }

    @Bean
    Copies verifyCopies(
            Inspection inspection,
            Restoration restoration,
            ArchiveTable archive,
            RedisPatience redis,
            Clock clock,
            Retention retention) {
        return new Copies(inspection, restoration, archive, redis, clock, retention.retention());
    }

    @Bean
    Verifications verifications(
            Extent extent,
            Copies copies,
            JdbcTemplate jdbc,
            Transactions transactions,
            Totals totals,
            VerifyProperties properties) {
        return new Verifications(extent, copies, jdbc, transactions, totals, properties.findings());
    }

    @Bean
    @StepScope
    ItemReader<HashPage> hashReader(
            Verifications verifications,
            Inspection inspection,
            RedisPatience redis,
            @Value(NAMESPACE) @Nullable String namespace,
            @Value(REPAIR) @Nullable String repair,
            @Value(STEP) StepExecution step) {
        // Only when it reads: what fails before that is told as a fault of the wiring.
        return new HashReader(
                inspection, redis, () -> verifications.of(step, RunScope.of(namespace), mode(repair)), step);
    }

    @Bean
    @StepScope
    ItemWriter<HashPage> hashWriter(
            Verifications verifications,
            Copies copies,
            ArchiveTable archive,
            Quarantine quarantine,
            RedisPatience redis,
            @Value(NAMESPACE) @Nullable String namespace,
            @Value(REPAIR) @Nullable String repair,
            @Value(STEP) StepExecution step) {
        var verification = verifications.of(step, RunScope.of(namespace), mode(repair));
        return new HashWriter(verification, copies, archive, quarantine, redis, step);
    }

    @Bean
    @StepScope
    ItemReader<RowsPage> rowsReader(
            Verifications verifications,
            ArchiveTable archive,
            @Value(NAMESPACE) @Nullable String namespace,
            @Value(REPAIR) @Nullable String repair,
            @Value(STEP) StepExecution step) {
        var verification = verifications.of(step, RunScope.of(namespace), mode(repair));
        return new RowsReader(archive, verification.namespaces(), step);
    }

    @Bean
    @StepScope
    ItemWriter<RowsPage> rowsWriter(
            Verifications verifications,
            Copies copies,
            Inspection inspection,
            RedisPatience redis,
            @Value(NAMESPACE) @Nullable String namespace,
            @Value(REPAIR) @Nullable String repair,
            @Value(STEP) StepExecution step) {
        var verification = verifications.of(step, RunScope.of(namespace), mode(repair));
        return new RowsWriter(verification, copies, inspection, redis, step);
    }

    private static Mode mode(@Nullable String repair) {
        return "true".equals(repair) ? Mode.REPAIR : Mode.REPORT;
    }
}
