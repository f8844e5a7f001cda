package io.sluice.api;

import io.sluice.http.HttpSurface;
import io.sluice.spring.SafetyConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/** A node of the admin API: writes settings to Redis, and reads them from its own memory. */
@SpringBootApplication
@Import({HttpSurface.class, SafetyConfiguration.class})
public class SluiceApi {
    /** Starts the node; see the properties in the documentation. */
    public static void main(String[] args) {
        SpringApplication.run(SluiceApi.class, args);
    }
}
