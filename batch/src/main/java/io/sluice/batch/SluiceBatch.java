package io.sluice.batch;

import io.sluice.http.HttpSurface;
import java.time.ZoneOffset;
import java.util.TimeZone;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Import;

/** The batch node: drains Redis into the database, on schedule and when an operator asks. */
@SpringBootApplication
@ConfigurationPropertiesScan
@Import(HttpSurface.class)
public class SluiceBatch {
    /** Starts the node; it ends with a signal. */
    public static void main(String... arguments) {
        // Spring Batch keeps local times, of which some happen twice a year wherever clocks are changed.
        TimeZone.setDefault(TimeZone.getTimeZone(ZoneOffset.UTC));
        SpringApplication.run(SluiceBatch.class, arguments);
    }
}
