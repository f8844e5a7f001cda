package io.sluice.batch.backlog;

import io.sluice.batch.run.Runs;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires what shows the backlog. */
@Configuration(proxyBeanMethods = false)
class BacklogConfiguration {
    /** Its name is that of the contributor. */
    @Bean
    DrainHealth drainHealthIndicator(BacklogWatch backlog, RunWatch runs, HealthProperties properties, Clock clock) {
        return new DrainHealth(backlog, runs, properties, clock);
    }

    @Bean
    BacklogMeters backlogMeters(BacklogWatch backlog, RunWatch watch, Runs runs, Clock clock) {
        return new BacklogMeters(backlog, watch, runs.jobs(), clock);
    }
}
