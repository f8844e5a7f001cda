package io.sluice.api.watch;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.TomcatContextCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What streams need of the server. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StreamProperties.class)
class WatchConfiguration {
    @Bean
    static TomcatContextCustomizer cut() {
        return context -> context.getPipeline().addValve(new CutValve());
    }
}
