package io.sluice.api.admin;

import io.sluice.api.EntryShape;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the other rooms share with this one. */
@Configuration(proxyBeanMethods = false)
class AdminConfiguration {
    @Bean
    static EntryShape entryShape() {
        return EntryView::of;
    }
}
