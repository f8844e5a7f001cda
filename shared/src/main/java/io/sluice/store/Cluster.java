package io.sluice.store;

import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.sluice.setting.Namespace;
import io.sluice.store.StoreException.Outcome;
import io.sluice.store.StoreException.Reason;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * The masters of a cluster share the namespaces. Commands find their way by their keys, and are sent on where a slot has moved. What
 * is asked of one server, or told by it, goes over connections to that very server.
 *
 * <p>What is published at one server reaches all others over the cluster's bus, so a subscription is made at any of them; when it is
 * lost, perhaps at another one.
 */
final class Cluster implements Topology {
    /** The bus takes less than a millisecond, but it is served beside everything else. Too short only costs a catch-up. */
    private static final Duration DETOUR = Duration.ofMillis(250);

    /** Connections to masters come and go with the topology: what one of them did not take, the next one may a moment later. */
    private static final Duration UNTIL_CONNECTED = Duration.ofMillis(200);

    private static final Set<NodeFlag> NOT_TO_BE_REACHED =
            Set.of(NodeFlag.FAIL, NodeFlag.EVENTUAL_FAIL, NodeFlag.NOADDR, NodeFlag.HANDSHAKE);

    private final RedisClusterConfiguration redis;
    private final Connections connections;
    private final LettuceConnectionFactory commands;
    private final RedisCalls calls;
    private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();

    Cluster(RedisClusterConfiguration redis, Connections connections) {
        this.redis = redis;
        this.connections = connections;
        commands = connections.commands(redis);
        calls = new RedisCalls(new StringRedisTemplate(commands), UNTIL_CONNECTED);
    }

    @Override
    public RedisCalls calls() {
        return calls;
    }

    @Override
    public Endpoint of(Namespace namespace) {
        var node = nodes().getPartitionBySlot(slot(new Keys(namespace).meta()));
        if (node == null) {
            throw unknown("no master for namespace %s".formatted(namespace));
        }
        return endpoint(node);
    }

    @Override
    public List<Endpoint> masters() {
        var nodes = nodes();
        letGoOfThoseThatLeft(nodes);
        var masters = those(
                nodes, node -> node.getRole().isUpstream() && !node.getSlots().isEmpty());
        if (masters.isEmpty()) {
            throw unknown("no master has any slot");
        }
        return masters;
    }

    @Override
    public Endpoint toSubscribeAt() {
        var nodes = those(nodes(), node -> node.getFlags().stream().noneMatch(NOT_TO_BE_REACHED::contains));
        if (nodes.isEmpty()) {
            throw unknown("no server can be reached");
        }
        return nodes.get(ThreadLocalRandom.current().nextInt(nodes.size()));
    }

    @Override
    public Duration detour() {
        return DETOUR;
    }

    @Override
    public Collection<List<String>> together(List<String> keys) {
        return keys.stream().collect(Collectors.groupingBy(Cluster::slot)).values();
    }

    @Override
    public void close() {
        endpoints.values().forEach(Endpoint::close);
        commands.destroy();
    }

    private static int slot(String key) {
        return SlotHash.getSlot(key);
    }

    private Partitions nodes() {
        try {
            return ((RedisClusterClient) commands.getRequiredNativeClient()).getPartitions();
        } catch (RedisException e) {
            throw RedisCalls.translated(e);
        }
    }

    private List<Endpoint> those(Partitions nodes, Predicate<RedisClusterNode> which) {
        return nodes.stream()
                .filter(which)
                .map(this::endpoint)
                .sorted(Comparator.comparing(Endpoint::address))
                .toList();
    }

    private Endpoint endpoint(RedisClusterNode node) {
        return endpoints.computeIfAbsent(address(node), address -> {
            var server = new RedisStandaloneConfiguration(
                    node.getUri().getHost(), node.getUri().getPort());
            server.setUsername(redis.getUsername());
            server.setPassword(redis.getPassword());
            return Endpoint.passing(server, connections);
        });
    }

    private void letGoOfThoseThatLeft(Partitions nodes) {
        var there = nodes.stream().map(Cluster::address).collect(Collectors.toSet());
        endpoints.entrySet().removeIf(known -> {
            boolean left = !there.contains(known.getKey());
            if (left) {
                known.getValue().close();
            }
            return left;
        });
    }

    private static String address(RedisClusterNode node) {
        return node.getUri().getHost() + ":" + node.getUri().getPort();
    }

    private static StoreException unknown(String why) {
        return new StoreException(Reason.UNREACHABLE, Outcome.NOT_DONE, "Redis cluster: " + why, null);
    }
}
