package io.sluice.spring;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;
import io.sluice.client.LiveSettings;
import io.sluice.store.Feed;
import io.sluice.store.Nodes;
import io.sluice.store.Rejection;
import io.sluice.store.SettingStore;
import io.sluice.trace.WriteSpans;
import io.sluice.watch.NodeIdentity;
import io.sluice.watch.WatchListener;
import io.sluice.watch.WatchOptions;
import io.sluice.watch.Watcher;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.web.AdditionalPathsMapper;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** The replicas of this process, if {@code sluice.namespaces} names any. */
@AutoConfiguration(
        after = {SluiceAutoConfiguration.class, TraceAutoConfiguration.class},
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            // Post-processors of equal order are called in the order in which they are registered.
            "org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration"
        })
@Conditional(WatchAutoConfiguration.OnNamespaces.class)
public class WatchAutoConfiguration {
    @Bean
    NodeIdentity sluiceNodeIdentity(
            SluiceProperties properties, Environment environment, ObjectProvider<BuildProperties> build) {
        return identity(properties.node(), environment, build);
    }

    @Bean
    Watcher sluiceWatcher(
            Feed feed,
            Nodes nodes,
            NodeIdentity self,
            SettingStore settings,
            SluiceProperties properties,
            ObjectProvider<WatchListener> listeners,
            ObjectProvider<LiveSettings> live,
            Clock clock) {
        var watch = properties.watch();
        return new Watcher(
                feed,
                nodes,
                self,
                new WatchOptions(
                        properties.scope(),
                        watch.heartbeat(),
                        watch.queue(),
                        watch.jitter(),
                        watch.snapshots(),
                        watch.tombstoneRetention()),
                watch.salvage() ? settings : null,
                listeners.orderedStream().toList(),
                () -> rejected(live),
                clock);
    }

    private static List<Rejection> rejected(ObjectProvider<LiveSettings> live) {
        var settings = live.getIfAvailable();
        return settings == null ? List.of() : settings.rejected();
    }

    @Bean
    WatcherLifecycle sluiceWatcherLifecycle(Watcher watcher) {
        return new WatcherLifecycle(watcher);
    }

    @Bean
    WatchEvents sluiceWatchEvents(ApplicationEvents events) {
        return new WatchEvents(events);
    }

    /** For applications that measure. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static class Metrics {
        @Bean
        @ConditionalOnBean(MeterRegistry.class)
        WatchMetrics sluiceWatchMetrics(MeterRegistry registry, ObjectProvider<Watcher> watcher, Clock clock) {
            return new WatchMetrics(registry, watcher::getObject, clock);
        }
    }

    /** For applications that trace. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Tracer.class)
    static class Traces {
        @Bean
        @ConditionalOnBean(WriteSpans.class)
        ApplySpans sluiceApplySpans(WriteSpans spans, NodeIdentity self) {
            return new ApplySpans(spans, self);
        }
    }

    /** For applications that tell their health. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthIndicator.class)
    static class Health {
        @Bean
        @ConditionalOnEnabledHealthIndicator(ReadinessGroup.MEMBER)
        WatcherHealth sluiceHealthIndicator(
                ObjectProvider<Watcher> watcher,
                ConnectionJournal connections,
                SluiceProperties properties,
                Clock clock) {
            return new WatcherHealth(
                    watcher::getObject, connections, properties.watch().readyWhileStale(), clock);
        }
    }

    /** For applications that tell over HTTP whether they are ready. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthEndpointGroupsPostProcessor.class, AdditionalPathsMapper.class})
    static class Readiness {
        @Bean
        static ReadinessGroup sluiceReadinessGroup(Environment environment) {
            return new ReadinessGroup(environment);
        }
    }

    /** Whether there is anything to follow. */
    static final class OnNamespaces extends SpringBootCondition {
        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            var namespaces = Binder.get(context.getEnvironment())
                    .bind("sluice.namespaces", Bindable.listOf(String.class))
                    .isBound();
            var message = ConditionMessage.forCondition("sluice.namespaces");
            return namespaces
                    ? ConditionOutcome.match(message.because("set"))
                    : ConditionOutcome.noMatch(message.because("not set"));
        }
    }

    private static NodeIdentity identity(
            SluiceProperties.Node node, Environment environment, ObjectProvider<BuildProperties> build) {
        var host = hostName();
        var runtime = ManagementFactory.getRuntimeMXBean();
        var properties = build.getIfAvailable();
        var version = properties == null ? null : properties.getVersion();
        return new NodeIdentity(
                node.id() == null ? "%s-%d-%s".formatted(host, runtime.getPid(), chance()) : node.id(),
                host,
                environment.getProperty("spring.application.name", "unnamed"),
                version == null ? "unknown" : version,
                Instant.ofEpochMilli(runtime.getStartTime()));
    }

    /** Process ids repeat, above all in containers, where each is 1. */
    private static String chance() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
