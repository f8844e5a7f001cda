package io.sluice.testing;

import io.sluice.client.LiveSettings;
import io.sluice.spring.SluiceAutoConfiguration;
import io.sluice.store.Nodes;
import io.sluice.watch.Watcher;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;

/** Puts an {@link InMemorySluice} in the place of Redis, where an application context has one. */
@AutoConfiguration(before = SluiceAutoConfiguration.class)
@ConditionalOnBean(InMemorySluice.class)
public class InMemoryAutoConfiguration {
    /** What is written to, and followed. */
    @Bean
    InMemoryStore sluiceSettings(InMemorySluice sluice) {
        return sluice.memory();
    }

    @Bean
    Nodes sluiceNodes(InMemorySluice sluice) {
        return sluice.nodes();
    }

    @Bean
    SmartInitializingSingleton sluiceSettling(
            InMemorySluice sluice, ObjectProvider<Watcher> watcher, ObjectProvider<LiveSettings> settings) {
        return () -> watcher.ifAvailable(
                following -> settings.ifAvailable(reading -> sluice.settlesWith(following, reading)));
    }
}
