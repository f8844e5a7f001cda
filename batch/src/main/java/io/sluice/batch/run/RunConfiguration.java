package io.sluice.batch.run;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.ExecutionContextSerializer;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.dao.JacksonExecutionContextStringSerializer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.batch.autoconfigure.BatchTaskExecutor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** Wires what runs need: threads, readable records, and the one door to start them. */
@Configuration(proxyBeanMethods = false)
class RunConfiguration {
    /** Runs begin at once or are refused: one that waits for a thread would look dead. */
    @Bean(defaultCandidate = false)
    @BatchTaskExecutor
    ThreadPoolTaskExecutor runThreads(RunProperties properties) {
        var threads = new ThreadPoolTaskExecutor();
        threads.setThreadNamePrefix("run-");
        threads.setCorePoolSize(properties.concurrency());
        threads.setMaxPoolSize(properties.concurrency());
        threads.setQueueCapacity(0);
        threads.setAllowCoreThreadTimeOut(true);
        return threads;
    }

    /** The default one is Java's serialization. */
    @Bean
    ExecutionContextSerializer executionContextSerializer() {
        return new JacksonExecutionContextStringSerializer();
    }

    @Bean
    MapJobRegistry jobRegistry() {
        return new MapJobRegistry();
    }

    @Bean
    RunTables runTables(JdbcClient jdbc) {
        return new RunTables(jdbc);
    }

    @Bean
    Totals totals(RunTables tables) {
        return new Totals(tables);
    }

    @Bean
    RunMeters runMeters(MeterRegistry registry) {
        return new RunMeters(registry);
    }

    @Bean
    RunJournal runJournal(RunTables tables, RunMeters meters) {
        return new RunJournal(tables, meters);
    }

    @Bean
    NodeName nodeName(@Value("${sluice.node.id:}") String id) {
        return id.isEmpty() ? NodeName.make() : new NodeName(id);
    }

    @Bean
    SignsOfLife signsOfLife(RunTables tables, RunProperties properties, NodeName node) {
        return new SignsOfLife(tables, node.text(), properties);
    }

    @Bean
    Runs runs(
            List<Job> jobs,
            JobOperator operator,
            JobRepository repository,
            RunTables tables,
            DataSource dataSource,
            SignsOfLife signsOfLife,
            RunMeters meters,
            Clock clock) {
        jobs.forEach(job -> meters.expect(job.getName()));
        var launcher = new Launcher(
                jobs.stream().collect(Collectors.toMap(Job::getName, Function.identity())),
                operator,
                repository,
                tables,
                new Fence(dataSource),
                signsOfLife,
                clock);
        return new Runs(launcher, tables, clock);
    }
}
