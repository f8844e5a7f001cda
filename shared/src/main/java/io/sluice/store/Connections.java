package io.sluice.store;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.event.DefaultEventBus;
import io.lettuce.core.event.EventBus;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.sluice.store.RedisStore.ConnectionRole;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import reactor.core.scheduler.Schedulers;

/** How this store connects, to whichever server: encrypted or not, how long it waits, on which threads. Thread-safe. */
final class Connections implements AutoCloseable {
    private static final int QUEUED_COMMANDS = 10_000;
    /** Nobody tells a client of a failover that it does not run into. */
    private static final Duration TOPOLOGY_LOOK = Duration.ofSeconds(5);

    private static final Duration TOPOLOGY_PAUSE = Duration.ofMillis(500);
    private static final int ATTEMPTS_BEFORE_A_LOOK = 2;

    private final Tls tls;
    private final Duration commandTimeout;
    private final ClientResources resources;
    private final ClientResources subscriptionResources;
    private final ClientResources asideResources;

    Connections(Tls tls, Duration commandTimeout) {
        this.tls = tls;
        this.commandTimeout = commandTimeout;
        resources = NetworkThreads.acquire()
                .reconnectDelay(() ->
                        Delay.fullJitter(Duration.ofMillis(50), Duration.ofSeconds(1), 100, TimeUnit.MILLISECONDS))
                .nettyCustomizer(SilenceAlarm.after(commandTimeout))
                .build();
        // The same threads, but a bus of its own: Lettuce's events do not say which connection they speak of.
        subscriptionResources = withABusOfItsOwn(resources);
        asideResources = withABusOfItsOwn(resources);
    }

    /** Lettuce's events of each kind of connection. */
    Map<ConnectionRole, EventBus> eventBuses() {
        return Map.of(
                ConnectionRole.COMMANDS, resources.eventBus(),
                ConnectionRole.SUBSCRIPTION, subscriptionResources.eventBus());
    }

    /**
     * For commands. While it is cut off it refuses them at once, so that Lettuce cannot send one a second time after a reconnect.
     */
    LettuceConnectionFactory commands(RedisConfiguration redis) {
        var options = ClientOptions.builder().disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS);
        return factory(redis, resources, "sluice-commands", options);
    }

    /** For a subscription that Lettuce builds anew, for ever. */
    LettuceConnectionFactory subscriptions(RedisConfiguration redis) {
        var options = ClientOptions.builder().disconnectedBehavior(DisconnectedBehavior.ACCEPT_COMMANDS);
        return factory(redis, subscriptionResources, "sluice-subscription", options);
    }

    /** For a subscription that nobody builds anew at that server. */
    LettuceConnectionFactory passingSubscriptions(RedisConfiguration redis) {
        var options = ClientOptions.builder().autoReconnect(false);
        return factory(redis, subscriptionResources, "sluice-subscription", options);
    }

    /** For what is asked beside all others. What a connection was told before it was lost does not hold for another one. */
    LettuceConnectionFactory asides(RedisConfiguration redis) {
        var options = ClientOptions.builder().autoReconnect(false);
        return factory(redis, asideResources, "sluice-aside", options);
    }

    @Override
    public void close() {
        NetworkThreads.release(asideResources, subscriptionResources, resources);
    }

    private static ClientResources withABusOfItsOwn(ClientResources resources) {
        return resources
                .mutate()
                .eventBus(new DefaultEventBus(Schedulers.fromExecutor(resources.eventExecutorGroup())))
                .build();
    }

    private LettuceConnectionFactory factory(
            RedisConfiguration redis, ClientResources resources, String clientName, ClientOptions.Builder options) {
        options.requestQueueSize(QUEUED_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled())
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(commandTimeout)
                        .keepAlive(SocketOptions.KeepAliveOptions.builder()
                                .enable()
                                .idle(Duration.ofSeconds(5))
                                .interval(Duration.ofSeconds(2))
                                .count(3)
                                .build())
                        .build());
        var configuration = LettuceClientConfiguration.builder()
                .clientResources(resources)
                .clientName(clientName)
                .commandTimeout(commandTimeout)
                .shutdownTimeout(Duration.ZERO);
        if (tls instanceof Tls.On on) {
            options.sslOptions(SslOptions.builder()
                    .keyManager(on.keys())
                    .trustManager(on.trust())
                    .build());
            configuration.useSsl();
        }
        configuration.clientOptions(
                redis instanceof RedisClusterConfiguration ? inACluster(options.build()) : options.build());
        var factory = new LettuceConnectionFactory(redis, configuration.build());
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }

    private static ClientOptions inACluster(ClientOptions options) {
        return ClusterClientOptions.builder(options)
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(TOPOLOGY_LOOK)
                        .adaptiveRefreshTriggersTimeout(TOPOLOGY_PAUSE)
                        .refreshTriggersReconnectAttempts(ATTEMPTS_BEFORE_A_LOOK)
                        .build())
                .build();
    }
}
