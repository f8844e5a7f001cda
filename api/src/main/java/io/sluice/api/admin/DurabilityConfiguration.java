package io.sluice.api.admin;

import io.sluice.store.Proofs;
import io.sluice.store.RedisStore;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What writes can be assured of, and how that is asked for. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DurabilityProperties.class)
class DurabilityConfiguration implements WebMvcConfigurer {
    @Bean
    static Proofs proofs(RedisStore store, DurabilityProperties properties) {
        return store.proofs(properties.replicas());
    }

    @Bean
    static DurabilityInfo durabilityInfo(Proofs proofs) {
        return new DurabilityInfo(proofs);
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new AssuranceResolver());
    }
}
