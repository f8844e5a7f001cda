package io.sluice.spring;

import io.sluice.check.Checker;
import io.sluice.check.Checks;
import io.sluice.store.RedisStore;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Checks of Redis, and of whatever else an application has a {@link Checker} for, shown in health and as gauges. An application
 * imports it.
 */
@Configuration(proxyBeanMethods = false)
public class SafetyConfiguration {
    /** Redis is the first to be told of. */
    @Bean
    @Order(0)
    static Checker redisChecker(RedisStore store) {
        return store.checker();
    }

    @Bean
    static Checks checks(ObjectProvider<Checker> checkers) {
        return new Checks(checkers.orderedStream().toList());
    }

    /** Its name is that of the contributor. */
    @Bean
    static SafetyHealth safetyHealthIndicator(Checks checks) {
        return new SafetyHealth(checks);
    }

    @Bean
    static CheckMeters checkMeters(Checks checks) {
        return new CheckMeters(checks);
    }
}
