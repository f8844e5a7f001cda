package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.support.SpringFactoriesLoader;

class AccessFailureAnalyzerTests {
    private static final String SECRET = "correct-horse-battery";

    @ParameterizedTest
    @CsvSource({
        "sluice.access.tokens[1].token, sluice.access.tokens[1].token",
        "sluice.access.tokens, sluice.access.tokens",
        "sluice.access.tokens[0].token, sluice.access.tokens[0].owner"
    })
    void analyzeWhenAccessIsConfiguredWronglyThenThePropertyIsNamedAndNoValue(String property, String named) {
        new ApplicationContextRunner()
                .withUserConfiguration(Access.class)
                .withPropertyValues(property + "=" + SECRET)
                .run(context -> {
                    var failure = Objects.requireNonNull(context.getStartupFailure());
                    var analysis = Objects.requireNonNull(new AccessFailureAnalyzer().analyze(failure));
                    assertThat(analysis.getDescription()).contains(named).doesNotContain(SECRET);
                    assertThat(analysis.getAction()).isNotBlank();
                });
    }

    @Test
    void analyzeWhenSomethingElseFailedThenLeftToOthers() {
        var failure = catchThrowable(() -> Map.of().put("a", "b"));
        assertThat(new AccessFailureAnalyzer().analyze(failure)).isNull();
    }

    @Test
    void factoriesWhenBootLooksForAnalyzersThenFound() {
        assertThat(SpringFactoriesLoader.forDefaultResourceLocation()
                        .load(FailureAnalyzer.class, (type, name, e) -> {}))
                .hasAtLeastOneElementOfType(AccessFailureAnalyzer.class);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(AccessProperties.class)
    static class Access {
        @Bean
        AccessTokens accessTokens(AccessProperties properties) {
            return new AccessTokens(properties, Clock.systemUTC());
        }
    }
}
