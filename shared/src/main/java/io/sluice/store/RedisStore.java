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
import io.sluice.check.Checker;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import reactor.core.scheduler.Schedulers;

/**
 * What Sluice keeps in Redis, through two connections: one for commands, one for the subscription; and more beside them
 * for those who wait for proofs or reports. Connects when it is first used, so it can be made while Redis is down. Thread-safe.
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
    private final LettuceConnectionFactory asides;
    private final ClientResources asideResources;
    private final RedisCalls calls;
    private final Duration commandTimeout;
    private final Clock clock;
    private final SettingStore settings;
    private final PlannedWrites plannedWrites;
    private final History history;
    private final Feed feed;
    private final Backlog backlog;
    private final Nodes nodes;
    private final Restoration restoration;
    private final Inspection inspection;
    private final Compaction compaction;

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
        resources = NetworkThreads.acquire()
                .reconnectDelay(() ->
                        Delay.fullJitter(Duration.ofMillis(50), Duration.ofSeconds(1), 100, TimeUnit.MILLISECONDS))
                .nettyCustomizer(SilenceAlarm.after(commandTimeout))
                .build();
        // The same threads, but a bus of its own: Lettuce's events do not say which connection they speak of.
        subscriptionResources = withABusOfItsOwn(resources);
        asideResources = withABusOfItsOwn(resources);
        commands = factory(
                redis,
                tls,
                commandTimeout,
                resources,
                "sluice-commands",
                options -> options.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS));
        subscriptions = factory(
                redis,
                tls,
                commandTimeout,
                subscriptionResources,
                "sluice-subscription",
                options -> options.disconnectedBehavior(DisconnectedBehavior.ACCEPT_COMMANDS));
        // What a connection was told before it was lost does not hold for another one.
        asides = factory(
                redis, tls, commandTimeout, asideResources, "sluice-aside", options -> options.autoReconnect(false));
        this.commandTimeout = commandTimeout;
        this.clock = clock;
        calls = new RedisCalls(new StringRedisTemplate(commands));
        var namespaces = new RedisNamespaces(calls);
        var redisSettings = new RedisSettingStore(calls, limits, commandTimeout);
        settings = redisSettings;
        plannedWrites = new RedisPlannedWrites(calls, limits, redisSettings);
        history = new RedisHistory(calls);
        feed = new RedisFeed(calls, namespaces, () -> (RedisClient) subscriptions.getRequiredNativeClient());
        backlog = new RedisBacklog(calls, namespaces);
        nodes = new RedisNodes(calls, clock);
        restoration = new RedisRestoration(calls, redisSettings);
        inspection = new RedisInspection(calls);
        compaction = new RedisCompaction(calls);
    }

    /** Looks how Redis is set. Takes the rights to ask for {@code INFO} and {@code TIME}, and to run scripts. */
    public Checker checker() {
        return new RedisChecks(calls, clock);
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

    public Barriers barriers() {
        return new RedisBarriers(calls);
    }

    public Nodes nodes() {
        return nodes;
    }

    /** What the archive refuses, tried again after a minute at first and an hour at most. */
    public Quarantine quarantine() {
        return quarantine(RetryDelays.standard());
    }

    /** What the archive refuses, tried again after these delays. */
    public Quarantine quarantine(RetryDelays delays) {
        return new RedisQuarantine(calls, delays);
    }

    public Restoration restoration() {
        return restoration;
    }

    public Inspection inspection() {
        return inspection;
    }

    public Compaction compaction() {
        return compaction;
    }

    /**
     * Proofs of how safe changes are. What this makes is to be closed before the store.
     *
     * @param replicas of Redis that have to have a change before it counts as replicated; at least 1
     */
    public Proofs proofs(int replicas) {
        return new RedisProofs(calls, this::aside, commandTimeout, replicas);
    }

    /**
     * Calls of nodes. What this makes is to be closed before the store.
     *
     * @param reported called on a network thread whenever a node has reported because it was asked; must return at once
     */
    public RollCall rollCall(Runnable reported) {
        return new RedisRollCall(calls, this::aside, reported);
    }

    private RedisClient aside() {
        return (RedisClient) asides.getRequiredNativeClient();
    }

    /** Lettuce's events of each connection. */
    public Map<ConnectionRole, EventBus> eventBuses() {
        return Map.of(
                ConnectionRole.COMMANDS, resources.eventBus(),
                ConnectionRole.SUBSCRIPTION, subscriptionResources.eventBus());
    }

    @Override
    public void close() {
        asides.destroy();
        subscriptions.destroy();
        commands.destroy();
        NetworkThreads.release(asideResources, subscriptionResources, resources);
    }

    private static ClientResources withABusOfItsOwn(ClientResources resources) {
        return resources
                .mutate()
                .eventBus(new DefaultEventBus(Schedulers.fromExecutor(resources.eventExecutorGroup())))
                .build();
    }

    private static LettuceConnectionFactory factory(
            RedisConfiguration redis,
            Tls tls,
            Duration commandTimeout,
            ClientResources resources,
            String clientName,
            UnaryOperator<ClientOptions.Builder> whenDisconnected) {
        var options = whenDisconnected
                .apply(ClientOptions.builder())
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
