package io.sluice.store;

import io.lettuce.core.RedisException;
import io.lettuce.core.codec.StringCodec;
import io.sluice.setting.Namespace;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

/**
 * A master that Sentinel looks after, and one of its replicas, at which the subscription is made and pages are read. A replica carries
 * out what the master has, publications included, in the same order; so what is true of a subscription and a catch-up at the master is
 * true at one replica, only later. One that is left is not taken again at once, and where there is no other, the master is.
 */
final class SentinelReplicas implements Topology {
    private static final Logger LOG = LoggerFactory.getLogger(SentinelReplicas.class);

    /** A replica that is further behind does not spare anybody anything. */
    private static final Duration DETOUR = Duration.ofSeconds(1);

    private static final Set<String> NOT_TO_BE_REACHED = Set.of("s_down", "o_down", "disconnected");

    private final RedisSentinelConfiguration redis;
    private final Connections connections;
    private final OneServer master;
    private final Map<String, Endpoint> replicas = new ConcurrentHashMap<>();
    private volatile @Nullable Endpoint current;

    SentinelReplicas(RedisSentinelConfiguration redis, Connections connections) {
        this.redis = redis;
        this.connections = connections;
        this.master = OneServer.at(redis, connections);
    }

    @Override
    public RedisCalls calls() {
        return master.calls();
    }

    @Override
    public @Nullable RedisCalls nearby() {
        var replica = current;
        return replica == null ? null : replica.calls();
    }

    @Override
    public Endpoint of(Namespace namespace) {
        return master.server();
    }

    @Override
    public List<Endpoint> masters() {
        return master.masters();
    }

    @Override
    public Endpoint toSubscribeAt() {
        var left = current;
        var others = known().stream().filter(replica -> !replica.equals(left)).toList();
        var next =
                others.isEmpty() ? null : others.get(ThreadLocalRandom.current().nextInt(others.size()));
        current = next;
        if (!Objects.equals(next, left)) {
            LOG.info("reading at {}", next == null ? "the master" : "the replica " + next.address());
        }
        return next == null ? master.server() : next;
    }

    /** Those that are in step; none if Sentinel cannot be asked. */
    private List<Endpoint> known() {
        var named = redis.getMaster();
        try (var sentinel = master.server().aside().connectSentinel(StringCodec.UTF8)) {
            return sentinel.sync().replicas(named == null ? "" : String.valueOf(named.getName())).stream()
                    .filter(SentinelReplicas::isInStep)
                    .map(this::endpoint)
                    .toList();
        } catch (RedisException e) {
            LOG.debug("Sentinel cannot be asked for replicas", e);
            return List.of();
        }
    }

    private static boolean isInStep(Map<String, String> replica) {
        return "ok".equals(replica.get("master-link-status"))
                && Set.of(replica.getOrDefault("flags", "").split(",", -1)).stream()
                        .noneMatch(NOT_TO_BE_REACHED::contains);
    }

    private Endpoint endpoint(Map<String, String> replica) {
        var host = replica.getOrDefault("ip", "");
        int port = Integer.parseInt(replica.getOrDefault("port", "0"));
        return replicas.computeIfAbsent(host + ":" + port, address -> {
            var server = new RedisStandaloneConfiguration(host, port);
            server.setDatabase(redis.getDatabase());
            server.setUsername(redis.getDataNodeUsername());
            server.setPassword(redis.getDataNodePassword());
            return Endpoint.passing(server, connections);
        });
    }

    @Override
    public Duration detour() {
        return current == null ? Duration.ZERO : DETOUR;
    }

    @Override
    public Collection<List<String>> together(List<String> keys) {
        return master.together(keys);
    }

    @Override
    public void close() {
        replicas.values().forEach(Endpoint::close);
        master.close();
    }
}
