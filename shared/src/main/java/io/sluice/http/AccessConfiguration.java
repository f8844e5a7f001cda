package io.sluice.http;

import com.github.benmanes.caffeine.cache.Ticker;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/** Who may call: a known token for all but health and the files of the page; what it allows is for the controllers to ask. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(AccessConfiguration.class);
    private static final String AUDIENCES = "spring.security.oauth2.resourceserver.jwt.audiences";

    @Bean
    AccessTokens accessTokens(AccessProperties properties, Clock clock) {
        return new AccessTokens(properties, clock);
    }

    @Bean("tokens")
    @ConditionalOnProperty("sluice.access.file")
    TokenReload tokenReload(AccessProperties properties, AccessTokens tokens, Clock clock) {
        var file = Objects.requireNonNull(properties.file(), "sluice.access.file");
        return new TokenReload(new TokenFile(file), tokens, properties.reload(), clock);
    }

    /** For whoever asks again while a request lasts; those who come are asked by {@link FailureLimit}. */
    @Bean
    @Primary
    AnyToken anyToken(
            AccessProperties properties,
            AccessTokens tokens,
            ObjectProvider<JwtDecoder> decoder,
            Environment environment) {
        var provider = decoder.getIfAvailable();
        if (provider == null) {
            if (properties.tokens().isEmpty() && properties.file() == null) {
                LOG.warn("No token is configured in sluice.access.tokens: nobody but health checks can call");
            }
            return new AnyToken(tokens, null);
        }
        if (!environment.containsProperty(AUDIENCES) && !environment.containsProperty(AUDIENCES + "[0]")) {
            throw new AccessException(
                    AUDIENCES + ": none (expected: the name of this installation at the OpenID provider)", null);
        }
        return new AnyToken(tokens, new OidcTokens(provider, properties.oidc()));
    }

    @Bean
    FailureLimit failureLimit(AccessProperties properties, AnyToken tokens) {
        return new FailureLimit(tokens, properties.failures(), Ticker.systemTicker());
    }

    @Bean
    Calls calls() {
        return new Calls();
    }

    @Bean
    Refusals refusals() {
        return new Refusals();
    }

    /** Stricter than what names allow in nothing but those characters that names do not allow either. */
    @Bean
    HttpFirewall firewall() {
        var firewall = new StrictHttpFirewall();
        firewall.setAllowUrlEncodedSlash(true);
        firewall.setAllowUrlEncodedPeriod(true);
        // Unknown methods are answered with 405 where the path is known.
        firewall.setUnsafeAllowAnyHttpMethod(true);
        return firewall;
    }

    @Bean
    SecurityFilterChain access(HttpSecurity http, FailureLimit tokens, Refusals refusals) {
        // Not by way of oauth2ResourceServer(), which would also publish metadata of an OAuth resource that this is
        // not.
        var bearer = new BearerTokenAuthenticationFilter(tokens);
        bearer.setAuthenticationEntryPoint(refusals);
        bearer.setAuthenticationFailureHandler(refusals::commence);
        return http.csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers("/actuator/health/**", "/", "/console.json", "/assets/**")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .addFilterAt(bearer, BearerTokenAuthenticationFilter.class)
                .exceptionHandling(
                        handling -> handling.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
                .build();
    }
}
