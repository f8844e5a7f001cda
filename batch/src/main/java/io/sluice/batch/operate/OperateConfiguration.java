package io.sluice.batch.operate;

import io.sluice.http.StreamedBody;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;

/** What the calls of operators need of whatever all calls go through. */
@Configuration(proxyBeanMethods = false)
class OperateConfiguration {
    @Bean
    StreamedBody streamedBackup() {
        return new StreamedBody(HttpMethod.POST.name(), BackupController.PATH);
    }
}
