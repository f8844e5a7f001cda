package io.sluice.spring;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.client.LiveSettings;
import io.sluice.client.Settings;
import io.sluice.watch.WatchListener;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a service reads its settings with, where it is said in which order namespaces are looked through: {@link Settings},
 * methods with {@link SettingChanged}, the environment, and beans of {@code @ConfigurationProperties}.
 */
@AutoConfiguration(
        after = WatchAutoConfiguration.class,
        afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
public class SettingsAutoConfiguration {
    @Bean
    static SettingChangedMethods sluiceSettingChangedMethods(ObjectProvider<Settings> settings) {
        return new SettingChangedMethods(settings);
    }

    @Bean
    static LiveBeans sluiceLiveBeans() {
        return new LiveBeans();
    }

    /** For services whose namespaces have an order. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(OnOrder.class)
    static class Ordered {
        @Bean
        LiveSettings sluiceLiveSettings(SluiceProperties properties, ObjectProvider<JsonMapper> mapper, Clock clock) {
            return new LiveSettings(
                    properties.order(),
                    mapper.getIfAvailable(JsonMapper::shared),
                    properties.watch().listenerPatience(),
                    clock);
        }

        @Bean
        WatchListener sluiceSettingsFollower(LiveSettings settings) {
            return settings.follower();
        }

        @Bean
        FirstCatchUp sluiceFirstCatchUp(WatcherLifecycle watcher, SluiceProperties properties) {
            return new FirstCatchUp(watcher, properties.watch().startTimeout());
        }

        @Bean
        @ConditionalOnProperty(name = "sluice.environment", matchIfMissing = true)
        LiveEnvironment sluiceLiveEnvironment(
                FirstCatchUp first,
                LiveSettings settings,
                ConfigurableEnvironment environment,
                ConfigurableListableBeanFactory beans,
                LiveBeans live,
                ApplicationEvents events) {
            return new LiveEnvironment(first, settings, environment, beans, live, events);
        }
    }

    /** For applications that measure. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    @Conditional(OnOrder.class)
    static class Metrics {
        @Bean
        @ConditionalOnBean(MeterRegistry.class)
        Gauge sluiceRejectedGauge(MeterRegistry registry, LiveSettings settings) {
            return Gauge.builder(
                            "sluice.settings.rejected",
                            settings,
                            held -> held.rejected().size())
                    .description("Settings whose values this process has and does not use")
                    .baseUnit("settings")
                    .register(registry);
        }
    }

    /** Whether it is said in which order namespaces are looked through. */
    static final class OnOrder extends SpringBootCondition {
        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            var binder = Binder.get(context.getEnvironment());
            var names = Bindable.listOf(String.class);
            var layers = binder.bind("sluice.layers", names).orElse(List.of());
            var namespaces = binder.bind("sluice.namespaces", names).orElse(List.of());
            var message = ConditionMessage.forCondition("sluice.layers");
            if (!layers.isEmpty() || (!namespaces.isEmpty() && !namespaces.contains("*"))) {
                return ConditionOutcome.match(message.because("given"));
            }
            return ConditionOutcome.noMatch(message.because("neither layers nor namespaces are named"));
        }
    }
}
