package io.sluice.faults.cluster;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** A service that embeds the subscriber and does nothing else. */
@SpringBootApplication
public class SubscriberMain {
    private SubscriberMain() {}

    /** The process itself. */
    public static void main(String[] arguments) {
        var unused = new SpringApplicationBuilder(SubscriberMain.class, LookingGlass.class)
                .web(WebApplicationType.NONE)
                .run(arguments);
    }
}
