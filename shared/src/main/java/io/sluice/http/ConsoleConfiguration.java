package io.sluice.http;

import java.net.URI;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

/** The console that an application has on its class path, if it has one. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConsoleProperties.class)
class ConsoleConfiguration {
    private static final String ISSUER = "spring.security.oauth2.resourceserver.jwt.issuer-uri";

    @Bean
    static ConsolePages consolePages(ConsoleProperties properties, Environment environment, JsonMapper json) {
        return new ConsolePages(ConsoleFiles.load(), properties, environment.getProperty(ISSUER, URI.class), json);
    }
}
