package io.sluice.spring;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import io.sluice.setting.Namespace;
import io.sluice.spring.RedisConnectionEvent.State;
import io.sluice.store.RedisStore.ConnectionRole;
import io.sluice.store.SettingStore;
import io.sluice.store.WriteResult.Applied;
import io.sluice.watch.Replicas;
import io.sluice.watch.WatchState;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** A service that adds the dependency and names a namespace. */
class EmbeddingIT {
    private static final RedisServer REDIS = RedisServer.shared();

    private final Namespace namespace = newNamespace();
    private final ApplicationContextRunner service = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DataRedisAutoConfiguration.class, SluiceAutoConfiguration.class, WatchAutoConfiguration.class))
            .withUserConfiguration(Service.class)
            .withPropertyValues("spring.application.name=sample");

    @Test
    void contextWhenNoNamespaceIsNamedThenHasAStoreAndNoReplicas() {
        at(REDIS.host(), REDIS.port())
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(SettingStore.class)
                        .doesNotHaveBean(Replicas.class));
    }

    @Test
    void contextWhenANamespaceIsNamedThenFollowsItAndTellsHealthAndMetrics() {
        at(REDIS.host(), REDIS.port())
                .withPropertyValues("sluice.namespaces=" + namespace)
                .run(context -> {
                    var replicas = context.getBean(Replicas.class);
                    await().until(() -> replicas.state() == WatchState.LIVE);
                    var written = (Applied) context.getBean(SettingStore.class).write(set(namespace, put("a", "1")));
                    var replica = replicas.find(namespace).orElseThrow();
                    await().until(() -> written.head().equals(replica.snapshot().head()));
                    assertThat(health(context).getStatus()).isEqualTo(Status.UP);
                    assertThat(health(context).getDetails()).containsEntry("state", WatchState.LIVE);
                    var states = context.getBean(Service.class).states;
                    assertThat(states).contains(new ReplicaStateEvent(namespace, WatchState.SYNCING, WatchState.LIVE));
                    var registry = context.getBean(MeterRegistry.class);
                    assertThat(registry.get("sluice.replica.resync").timer().count())
                            .isPositive();
                    assertThat(gauge(context, namespace, "offset"))
                            .isEqualTo(written.head().position().offset());
                    assertThat(gauge(context, namespace, "state", "state", "live"))
                            .isEqualTo(1);
                    context.close();
                    assertThat(registry.getMeters()).isEmpty();
                });
    }

    @Test
    void namespaceWhenItAppearsWhileAllAreFollowedThenIsMeasured() {
        try (var redis = RedisServer.launch()) {
            at(redis.host(), redis.port())
                    .withPropertyValues("sluice.namespaces=*")
                    .run(context -> {
                        var replicas = context.getBean(Replicas.class);
                        await().until(() -> replicas.state() == WatchState.LIVE);
                        var written =
                                (Applied) context.getBean(SettingStore.class).write(set(namespace, put("a", "1")));
                        await().until(() -> replicas.find(namespace)
                                .filter(replica ->
                                        written.head().equals(replica.snapshot().head()))
                                .isPresent());
                        assertThat(gauge(context, namespace, "offset"))
                                .isEqualTo(written.head().position().offset());
                    });
        }
    }

    @Test
    void connectionWhenCutThenEventsReachListenersByRole() {
        try (var proxy = TcpProxy.to(REDIS)) {
            at(proxy.host(), proxy.port())
                    .withPropertyValues("sluice.namespaces=" + namespace)
                    .run(context -> {
                        var replicas = context.getBean(Replicas.class);
                        var events = context.getBean(Service.class).connections;
                        await().until(() -> replicas.state() == WatchState.LIVE);
                        proxy.cut();
                        await().until(() -> seen(events, ConnectionRole.SUBSCRIPTION, State.DISCONNECTED));
                        await().until(() -> seen(events, ConnectionRole.SUBSCRIPTION, State.RECONNECT_FAILED));
                        await().until(() -> replicas.state() == WatchState.STALE);
                        assertThat(health(context).getStatus()).isEqualTo(Status.UP);
                        assertThat(health(context).getDetails()).containsEntry("state", WatchState.STALE);
                        events.clear();
                        proxy.pass();
                        await().until(() -> seen(events, ConnectionRole.SUBSCRIPTION, State.ACTIVATED));
                        await().until(() -> replicas.state() == WatchState.LIVE);
                        assertThat(health(context).getDetails())
                                .extractingByKey("connections")
                                .asString()
                                .contains("ACTIVATED since");
                    });
        }
    }

    @Test
    void contextWhenRedisIsDownThenStartsAndIsNotReady() {
        at("127.0.0.1", 1).withPropertyValues("sluice.namespaces=" + namespace).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
            assertThat(gauge(context, namespace, "state", "state", "syncing")).isEqualTo(1);
        });
    }

    @Test
    void contextWhenConfigurationIsBadThenDoesNotStart() {
        for (var bad : List.of(
                "sluice.namespaces=Shop!",
                "sluice.watch.heartbeat=0s",
                "sluice.watch.ready-while-stale=-1s",
                "sluice.store.settings=0")) {
            at(REDIS.host(), REDIS.port())
                    .withPropertyValues("sluice.namespaces=shop", bad)
                    .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("expected"));
        }
    }

    private ApplicationContextRunner at(String host, int port) {
        return service.withPropertyValues("spring.data.redis.host=" + host, "spring.data.redis.port=" + port);
    }

    private static Health health(AssertableApplicationContext context) {
        return Objects.requireNonNull(context.getBean(HealthIndicator.class).health());
    }

    private static long gauge(AssertableApplicationContext context, Namespace namespace, String name, String... tags) {
        return Math.round(context.getBean(MeterRegistry.class)
                .get("sluice.replica." + name)
                .tag("namespace", namespace.text())
                .tags(tags)
                .gauge()
                .value());
    }

    private static boolean seen(Queue<RedisConnectionEvent> events, ConnectionRole role, State state) {
        return events.stream().anyMatch(event -> event.role() == role && event.state() == state);
    }

    @Configuration(proxyBeanMethods = false)
    static class Service {
        private final Queue<ReplicaStateEvent> states = new ConcurrentLinkedQueue<>();
        private final Queue<RedisConnectionEvent> connections = new ConcurrentLinkedQueue<>();

        @Bean
        MeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
        }

        @EventListener
        void moved(ReplicaStateEvent event) {
            states.add(event);
        }

        @EventListener
        void happened(RedisConnectionEvent event) {
            connections.add(event);
        }
    }
}
