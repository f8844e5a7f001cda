package io.sluice.http;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * An HTTP surface of Sluice: bearer tokens as {@code sluice.access} says, strict reading of JSON and of queries,
 * limits from {@code sluice.limits}, problems for whatever goes wrong, and the
 * console that is on the class path. An application imports it.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({AccessProperties.class, LimitsProperties.class})
@Import({
    AccessConfiguration.class,
    CallerController.class,
    ChecksController.class,
    ConsoleConfiguration.class,
    RequestConfiguration.class,
    ServerConfiguration.class,
    ProblemAdvice.class,
    ProblemNotes.class,
    Utf8Bodies.class
})
public class HttpSurface {}
