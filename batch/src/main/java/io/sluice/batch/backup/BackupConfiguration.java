package io.sluice.batch.backup;

import io.sluice.batch.history.HistoryArchive;
import io.sluice.batch.history.PastSettings;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/** Backups, and what is filled from them. */
@Configuration(proxyBeanMethods = false)
class BackupConfiguration {
    @Bean
    Backups backups(
            JdbcTemplate jdbc,
            PlatformTransactionManager manager,
            PastSettings past,
            HistoryArchive history,
            ObjectProvider<BuildProperties> build,
            Clock clock) {
        var properties = build.getIfAvailable();
        var version = properties == null ? null : properties.getVersion();
        return new Backups(jdbc, manager, past, history, version == null ? "unknown" : version, clock);
    }

    @Bean
    Intake intake(JdbcTemplate jdbc, PlatformTransactionManager manager) {
        return new Intake(jdbc, manager);
    }
}
