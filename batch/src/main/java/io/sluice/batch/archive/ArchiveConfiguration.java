package io.sluice.batch.archive;

import io.sluice.check.Checker;
import io.sluice.http.LimitsProperties;
import io.sluice.store.Restoration;
import java.time.Clock;
import org.flywaydb.core.api.migration.JavaMigration;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/** Flyway owns every table: Sluice's own are in {@code db/migration}, those of the libraries are made here. */
@Configuration(proxyBeanMethods = false)
class ArchiveConfiguration {
    @Bean
    JavaMigration batchSchema() {
        return LibrarySchema.of("2", "spring batch", "org/springframework/batch/core/schema-mysql.sql");
    }

    @Bean
    JavaMigration quartzSchema() {
        return LibrarySchema.of("3", "quartz", "org/quartz/impl/jdbcjobstore/tables_mysql_innodb.sql");
    }

    @Bean
    Installation installation(JdbcTemplate jdbc, Restoration restoration) {
        return new Installation(jdbc, restoration);
    }

    @Bean
    HealthIndicator installationHealthIndicator(Installation installation) {
        return new InstallationHealth(installation);
    }

    @Bean
    Checker databaseChecker(JdbcTemplate jdbc, LimitsProperties limits, Clock clock) {
        return new DatabaseChecks(jdbc, limits.value(), clock);
    }

    @Bean
    PageSteps pageSteps(JobRepository repository) {
        return new PageSteps(repository);
    }

    @Bean
    Transactions transactions(PlatformTransactionManager manager) {
        return new Transactions(manager);
    }
}
