package io.sluice.store;

import io.sluice.setting.Namespace;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration.WithHostAndPort;

/**
 * One server holds everything. Which one that is, Sentinel may be asked: then it is asked anew for each connection, and the former
 * master closes those that it has when it is told that it is none any more.
 */
record OneServer(Endpoint server) implements Topology {
    static OneServer at(RedisConfiguration redis, Connections connections) {
        return new OneServer(Endpoint.of(
                address(redis),
                connections.commands(redis),
                connections.subscriptions(redis),
                connections.asides(redis)));
    }

    private static String address(RedisConfiguration redis) {
        if (redis instanceof RedisConfiguration.SentinelConfiguration sentinel) {
            var master = sentinel.getMaster();
            return master == null ? "master" : String.valueOf(master.getName());
        }
        return redis instanceof WithHostAndPort at ? at.getHostName() + ":" + at.getPort() : "redis";
    }

    @Override
    public RedisCalls calls() {
        return server.calls();
    }

    @Override
    public Endpoint of(Namespace namespace) {
        return server;
    }

    @Override
    public List<Endpoint> masters() {
        return List.of(server);
    }

    @Override
    public Endpoint toSubscribeAt() {
        return server;
    }

    @Override
    public Duration detour() {
        return Duration.ZERO;
    }

    @Override
    public Collection<List<String>> together(List<String> keys) {
        return keys.isEmpty() ? List.of() : List.of(keys);
    }

    @Override
    public void close() {
        server.close();
    }
}
