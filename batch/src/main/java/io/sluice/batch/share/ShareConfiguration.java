package io.sluice.batch.share;

import io.sluice.batch.archive.Transactions;
import io.sluice.batch.backlog.BacklogWatch;
import io.sluice.batch.run.NodeName;
import io.sluice.batch.run.RunProperties;
import java.time.Clock;
import java.util.List;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Wires what brings nodes together. */
@Configuration(proxyBeanMethods = false)
class ShareConfiguration {
    @Bean
    ShareTables shareTables(JdbcTemplate jdbc, Transactions transactions) {
        return new ShareTables(jdbc, transactions);
    }

    @Bean
    Sharing sharing(
            ShareTables tables, JobRepository repository, NodeName node, RunProperties properties, Clock clock) {
        return new Sharing(tables, repository, node, properties, clock);
    }

    @Bean
    Helper helper(
            ShareTables tables,
            JobRepository repository,
            Sharing sharing,
            List<SharedStep<?>> steps,
            BacklogWatch backlog,
            NodeName node,
            RunProperties properties) {
        return new Helper(tables, repository, sharing, steps, backlog, node, properties);
    }
}
