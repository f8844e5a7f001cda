package io.sluice.batch;

import io.sluice.batch.command.OperatorCommand;
import io.sluice.http.HttpSurface;
import io.sluice.spring.SafetyConfiguration;
import java.time.ZoneOffset;
import java.util.TimeZone;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Import;

/** The batch node: drains Redis into the database, on schedule and when an operator asks. */
@SpringBootApplication
@ConfigurationPropertiesScan
@Import({HttpSurface.class, SafetyConfiguration.class})
public class SluiceBatch {
    /** Starts the node, which ends with a signal; or carries out a command for operators. */
    public static void main(String... arguments) {
        // Spring Batch keeps local times, of which some happen twice a year wherever clocks are changed.
        TimeZone.setDefault(TimeZone.getTimeZone(ZoneOffset.UTC));
        if (OperatorCommand.isMeantBy(arguments)) {
            System.exit(OperatorCommand.execute(SluiceBatch.class, arguments));
        }
        ExitDeadline.keep();
        SpringApplication.run(SluiceBatch.class, arguments);
    }
}
