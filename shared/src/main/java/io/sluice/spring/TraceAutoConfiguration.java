package io.sluice.spring;

import io.micrometer.tracing.Tracer;
import io.sluice.trace.WriteSpans;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** The spans of writes, where the application traces. */
@AutoConfiguration(
        afterName = "org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration")
@ConditionalOnClass(Tracer.class)
public class TraceAutoConfiguration {
    @Bean
    @ConditionalOnBean(Tracer.class)
    WriteSpans sluiceWriteSpans(Tracer tracer) {
        return new WriteSpans(tracer);
    }
}
