package io.sluice.store;

import io.lettuce.core.RedisClient;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * One server, or whichever one Sentinel says is the master, and the connections to it, made when they are first used. Thread-safe.
 *
 * @param address of the server, for people; where Sentinel is asked, the name of the master
 * @param calls on the one connection for commands
 */
record Endpoint(
        String address,
        RedisCalls calls,
        LettuceConnectionFactory commands,
        LettuceConnectionFactory subscriptions,
        LettuceConnectionFactory asides)
        implements AutoCloseable {

    static Endpoint of(
            String address,
            LettuceConnectionFactory commands,
            LettuceConnectionFactory subscriptions,
            LettuceConnectionFactory asides) {
        return new Endpoint(
                address, new RedisCalls(new StringRedisTemplate(commands)), commands, subscriptions, asides);
    }

    /** A server that may be given up for another one at any time. */
    static Endpoint passing(RedisStandaloneConfiguration server, Connections connections) {
        return of(
                server.getHostName() + ":" + server.getPort(),
                connections.commands(server),
                connections.passingSubscriptions(server),
                connections.asides(server));
    }

    /** Makes connections for subscriptions. */
    RedisClient subscription() {
        return (RedisClient) subscriptions.getRequiredNativeClient();
    }

    /** Makes connections that are not built anew behind their user's back. */
    RedisClient aside() {
        return (RedisClient) asides.getRequiredNativeClient();
    }

    @Override
    public void close() {
        asides.destroy();
        subscriptions.destroy();
        commands.destroy();
    }
}
