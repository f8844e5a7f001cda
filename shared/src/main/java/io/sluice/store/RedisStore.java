package io.sluice.store;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.event.DefaultEventBus;
import io.lettuce.core.event.EventBus;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import reactor.core.scheduler.Schedulers;

/**
 * What Sluice keeps in Redis, through two connections: one for commands, one for the subscription. Connects when it is
 * first used, so it can be made while Redis is down. Thread-safe.
 *
 * <p>The command connection refuses commands while it is cut off: it answers at once, and Lettuce cannot send a command
 * a second time after a reconnect. The subscription reconnects for ever. Either is built anew when it stays silent.
 */
public final class RedisStore implements AutoCloseable {
    private static final int QUEUED_COMMANDS = 10_000;

    private final ClientResources resources;
    private final ClientResources subscriptionResources;
    private final LettuceConnectionFactory commands;
    private final LettuceConnectionFactory subscriptions;
    private final SettingStore settings;
    private final PlannedWrites plannedWrites;
    private final History history;
    private final Feed feed;
    private final Backlog backlog;
    private final Nodes nodes;

    /**
     * Prepares the connections.
     *
     * @param redis where Redis is, and as whom to log in
     * @param tls whether and how to encrypt
     * @param commandTimeout after which a command counts as failed; positive
     * @param limits of the settings
     * @param clock of this process
     */
    public RedisStore(RedisConfiguration redis, Tls tls, Duration commandTimeout, StoreLimits limits, Clock clock) {
        resources = ClientResources.builder()
                .reconnectDelay(() ->
                        Delay.fullJitter(Duration.ofMillis(50), Duration.ofSeconds(1), 100, TimeUnit.MILLISECONDS))
                .nettyCustomizer(SilenceAlarm.after(commandTimeout))
                .build();
        // The same threads, but a bus of its own: Lettuce's events do not say which connection they speak of.
        subscriptionResources = resources
                .mutate()
                .eventBus(new DefaultEventBus(Schedulers.fromExecutor(resources.eventExecutorGroup())))
                .build();
        commands =
                factory(redis, tls, commandTimeout, resources, "sluice-commands", DisconnectedBehavior.REJECT_COMMANDS);
        subscriptions = factory(
                redis,
                tls,
                commandTimeout,
                subscriptionResources,
                "sluice-subscription",
                DisconnectedBehavior.ACCEPT_COMMANDS);
        var calls = new RedisCalls(new StringRedisTemplate(commands));
        var namespaces = new RedisNamespaces(calls);
        var redisSettings = new RedisSettingStore(calls, limits);
        settings = redisSettings;
        plannedWrites = new RedisPlannedWrites(calls, limits, redisSettings);
        history = new RedisHistory(calls);
        feed = new RedisFeed(calls, namespaces, () -> (RedisClient) subscriptions.getRequiredNativeClient());
        backlog = new RedisBacklog(calls, namespaces);
        nodes = new RedisNodes(calls, clock);
    }

    /** What a connection is for. */
    public enum ConnectionRole {
        /** Reading and writing. */
        COMMANDS,
        /** Receiving changes. */
        SUBSCRIPTION
    }

    public SettingStore settings() {
        return settings;
    }

    public PlannedWrites plannedWrites() {
        return plannedWrites;
    }

    public History history() {
        return history;
    }

    public Feed feed() {
        return feed;
    }

    public Backlog backlog() {
        return backlog;
    }

    public Nodes nodes() {
        return nodes;
    }

    /** Lettuce's events of each connection. */
    public Map<ConnectionRole, EventBus> eventBuses() {
        return Map.of(
                ConnectionRole.COMMANDS, resources.eventBus(),
                ConnectionRole.SUBSCRIPTION, subscriptionResources.eventBus());
    }

    @Override
    public void close() {
        subscriptions.destroy();
        commands.destroy();
        subscriptionResources.shutdown(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        resources.shutdown(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static LettuceConnectionFactory factory(
            RedisConfiguration redis,
            Tls tls,
            Duration commandTimeout,
            ClientResources resources,
            String clientName,
            DisconnectedBehavior whenDisconnected) {
        var options = ClientOptions.builder()
                .disconnectedBehavior(whenDisconnected)
                .requestQueueSize(QUEUED_COMMANDS)
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
        var factory = new LettuceConnectionFactory(
                redis, configuration.clientOptions(options.build()).build());
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }
}
