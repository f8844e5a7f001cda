package io.sluice.faults.cluster;

import io.sluice.sample.SampleService;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The sample service, with a glass to look into it. */
final class SampleMain {
    private SampleMain() {}

    /** The process itself. */
    public static void main(String[] arguments) {
        var unused = new SpringApplicationBuilder(SampleService.class, LookingGlass.class)
                .web(WebApplicationType.NONE)
                .run(arguments);
    }
}
