package io.sluice.store;

import io.lettuce.core.event.EventBus;
import io.sluice.check.Checker;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;

/**
 * What Sluice keeps in Redis, be it one server, one with replicas that Sentinel looks after, or a cluster. It takes two
 * connections: one for commands, in a cluster to each master, and one for the subscription; and more beside them for those who
 * wait for proofs or reports. Connects when it is first used, so it can be made while Redis is down. Thread-safe.
 *
 * <p>The command connection refuses commands while it is cut off: it answers at once, and Lettuce cannot send a command
 * a second time after a reconnect. The subscription reconnects for ever. Either is built anew when it stays silent.
 */
public final class RedisStore implements AutoCloseable {
    private final Connections connections;
    private final Topology topology;
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
     * @param redis where Redis is, and as whom to log in: one server, the Sentinels of one, or some of a cluster
     * @param tls whether and how to encrypt
     * @param commandTimeout after which a command counts as failed; positive
     * @param limits of the settings
     * @param clock of this process
     */
    public RedisStore(RedisConfiguration redis, Tls tls, Duration commandTimeout, StoreLimits limits, Clock clock) {
        this(redis, ReadFrom.MASTER, tls, commandTimeout, limits, clock);
    }

    /**
     * Prepares the connections.
     *
     * @param redis where Redis is, and as whom to log in: one server, the Sentinels of one, or some of a cluster
     * @param readFrom where to read and to hear of changes
     * @param tls whether and how to encrypt
     * @param commandTimeout after which a command counts as failed; positive
     * @param limits of the settings
     * @param clock of this process
     * @throws IllegalArgumentException if it is to read from replicas, and no Sentinel knows them
     */
    public RedisStore(
            RedisConfiguration redis,
            ReadFrom readFrom,
            Tls tls,
            Duration commandTimeout,
            StoreLimits limits,
            Clock clock) {
        if (readFrom == ReadFrom.REPLICAS && !(redis instanceof RedisSentinelConfiguration)) {
            throw new IllegalArgumentException(
                    "sluice.store.read-from: replicas (expected: master, unless spring.data.redis.sentinel.* is given)");
        }
        connections = new Connections(tls, commandTimeout);
        topology = topology(redis, readFrom, connections);
        this.commandTimeout = commandTimeout;
        this.clock = clock;
        calls = topology.calls();
        var namespaces = new RedisNamespaces(calls);
        var redisSettings = new RedisSettingStore(calls, limits, commandTimeout);
        settings = redisSettings;
        plannedWrites = new RedisPlannedWrites(calls, limits, redisSettings);
        history = new RedisHistory(calls);
        feed = new RedisFeed(topology, namespaces);
        backlog = new RedisBacklog(calls, namespaces);
        nodes = new RedisNodes(topology, clock);
        restoration = new RedisRestoration(topology, redisSettings);
        inspection = new RedisInspection(calls);
        compaction = new RedisCompaction(calls);
    }

    private static Topology topology(RedisConfiguration redis, ReadFrom readFrom, Connections connections) {
        if (readFrom == ReadFrom.REPLICAS && redis instanceof RedisSentinelConfiguration sentinel) {
            return new SentinelReplicas(sentinel, connections);
        }
        return redis instanceof RedisClusterConfiguration cluster
                ? new Cluster(cluster, connections)
                : OneServer.at(redis, connections);
    }

    /** Looks how Redis is set. Takes the rights to ask for {@code INFO} and {@code TIME}, and to run scripts. */
    public Checker checker() {
        return new RedisChecks(topology::masters, clock);
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
        return new RedisProofs(topology, commandTimeout, replicas);
    }

    /**
     * Calls of nodes. What this makes is to be closed before the store.
     *
     * @param reported called on a network thread whenever a node has reported because it was asked; must return at once
     */
    public RollCall rollCall(Runnable reported) {
        return new RedisRollCall(topology, reported);
    }

    /** Lettuce's events of each kind of connection. */
    public Map<ConnectionRole, EventBus> eventBuses() {
        return connections.eventBuses();
    }

    @Override
    public void close() {
        topology.close();
        connections.close();
    }
}
