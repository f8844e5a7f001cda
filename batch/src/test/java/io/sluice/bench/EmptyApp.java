package io.sluice.bench;

import io.sluice.spring.SettingsAutoConfiguration;
import io.sluice.spring.SluiceAutoConfiguration;
import io.sluice.spring.WatchAutoConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application of the starters that the api has, which answers everybody and does nothing. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(
        exclude = {
            DataRedisAutoConfiguration.class,
            SluiceAutoConfiguration.class,
            WatchAutoConfiguration.class,
            SettingsAutoConfiguration.class
        })
@RestController
public class EmptyApp {
    /** The process itself. */
    public static void main(String[] arguments) {
        var unused = SpringApplication.run(EmptyApp.class, arguments);
    }

    @PutMapping("/v1/namespaces/{namespace}/settings/{*name}")
    void put() {}

    @Bean
    SecurityFilterChain everybody(HttpSecurity http) {
        return http.csrf(AbstractHttpConfigurer::disable)
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }
}
