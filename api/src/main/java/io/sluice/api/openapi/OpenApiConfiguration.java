package io.sluice.api.openapi;

import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Has springdoc, which finds the calls and serves the document, describe them in Sluice's words. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {
    @Bean
    static OperationCustomizer handlerParameters() {
        return (operation, handler) -> operation.parameters(HandlerParameters.of(handler));
    }

    @Bean
    static OpenApiCustomizer document() {
        return document -> new Document(Descriptions.load()).complete(document);
    }
}
