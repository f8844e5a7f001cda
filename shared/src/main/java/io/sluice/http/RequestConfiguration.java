package io.sluice.http;

import java.util.List;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** How a request is read: strictly, and not without end. */
@Configuration(proxyBeanMethods = false)
class RequestConfiguration implements WebMvcConfigurer {
    private final AuthenticationManager tokens;

    RequestConfiguration(AuthenticationManager tokens) {
        this.tokens = tokens;
    }

    @Bean
    static JsonMapperBuilderCustomizer strictJson(LimitsProperties limits) {
        return builder -> StrictJson.apply(builder, limits.value());
    }

    @Bean
    static BodyLimit bodyLimit(LimitsProperties limits, ObjectProvider<StreamedBody> streamed) {
        return new BodyLimit(limits.body(), streamed.stream().collect(Collectors.toSet()));
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new PlainHeaders());
        registry.addInterceptor(new RefusedTypes());
        registry.addInterceptor(new KnownParameters());
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new CallerResolver());
        resolvers.add(new AccessResolver(tokens));
        resolvers.add(new SettingNameResolver());
        resolvers.add(new TargetResolver());
    }
}
