package io.sluice.trace;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves all of Spring Boot's tracing out of an application that has the libraries, unless {@value #PROPERTY} is true: without
 * it no span is made, and none is counted. In force where {@code META-INF/spring.factories} of the application names it.
 */
public final class TracingSwitch implements AutoConfigurationImportFilter, EnvironmentAware {
    static final String PROPERTY = "management.tracing.export.enabled";

    private boolean traces;

    @Override
    public void setEnvironment(Environment environment) {
        traces = environment.getProperty(PROPERTY, boolean.class, false);
    }

    @Override
    public boolean[] match(@Nullable String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
        var matches = new boolean[autoConfigurationClasses.length];
        for (int i = 0; i < matches.length; i++) {
            matches[i] = traces || !isOfTracing(autoConfigurationClasses[i]);
        }
        return matches;
    }

    /** Others have taken out what is null. */
    private static boolean isOfTracing(@Nullable String autoConfiguration) {
        return autoConfiguration != null
                && Stream.of("org.springframework.boot.micrometer.tracing.", "org.springframework.boot.opentelemetry.")
                        .anyMatch(autoConfiguration::startsWith);
    }
}
