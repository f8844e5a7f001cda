package io.sluice.spring;

import io.sluice.store.Backlog;
import io.sluice.store.Barriers;
import io.sluice.store.Compaction;
import io.sluice.store.Feed;
import io.sluice.store.History;
import io.sluice.store.Inspection;
import io.sluice.store.Nodes;
import io.sluice.store.PlannedWrites;
import io.sluice.store.Quarantine;
import io.sluice.store.RedisStore;
import io.sluice.store.Restoration;
import io.sluice.store.SettingStore;
import io.sluice.store.Tls;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

/** Sluice's store, on the Redis, Sentinels or cluster of {@code spring.data.redis.*} but with connections of its own. */
@AutoConfiguration(after = DataRedisAutoConfiguration.class)
@EnableConfigurationProperties(SluiceProperties.class)
public class SluiceAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    ApplicationEvents sluiceApplicationEvents(ApplicationEventPublisher publisher) {
        return new ApplicationEvents(publisher);
    }

    @Bean
    ConnectionJournal sluiceConnectionJournal(Clock clock) {
        return new ConnectionJournal(clock);
    }

    /** All of it on Redis, unless something else takes its place. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(Feed.class)
    static class OnRedis {
        @Bean
        @ConditionalOnMissingBean
        RedisStore sluiceStore(DataRedisConnectionDetails redis, SluiceProperties properties, Clock clock) {
            var store = properties.store();
            return new RedisStore(
                    configuration(redis), store.readFrom(), tls(redis), store.commandTimeout(), store.limits(), clock);
        }

        @Bean
        SettingStore sluiceSettings(RedisStore store) {
            return store.settings();
        }

        @Bean
        PlannedWrites sluicePlannedWrites(RedisStore store) {
            return store.plannedWrites();
        }

        @Bean
        History sluiceHistory(RedisStore store) {
            return store.history();
        }

        @Bean
        Feed sluiceFeed(RedisStore store) {
            return store.feed();
        }

        @Bean
        Backlog sluiceBacklog(RedisStore store) {
            return store.backlog();
        }

        @Bean
        Barriers sluiceBarriers(RedisStore store) {
            return store.barriers();
        }

        @Bean
        Nodes sluiceNodes(RedisStore store) {
            return store.nodes();
        }

        @Bean
        Quarantine sluiceQuarantine(RedisStore store, SluiceProperties properties) {
            return store.quarantine(properties.quarantine().delays());
        }

        @Bean
        Restoration sluiceRestoration(RedisStore store) {
            return store.restoration();
        }

        @Bean
        Inspection sluiceInspection(RedisStore store) {
            return store.inspection();
        }

        @Bean
        Compaction sluiceCompaction(RedisStore store) {
            return store.compaction();
        }

        @Bean
        ConnectionEvents sluiceConnectionEvents(RedisStore store, ApplicationEvents events) {
            return new ConnectionEvents(store.eventBuses(), events);
        }
    }

    private static RedisConfiguration configuration(DataRedisConnectionDetails redis) {
        var cluster = redis.getCluster();
        if (cluster != null) {
            var configuration = new RedisClusterConfiguration();
            cluster.getNodes().forEach(node -> configuration.clusterNode(node.host(), node.port()));
            configuration.setUsername(redis.getUsername());
            configuration.setPassword(redis.getPassword());
            return configuration;
        }
        var sentinel = redis.getSentinel();
        if (sentinel != null) {
            var configuration = new RedisSentinelConfiguration();
            configuration.master(sentinel.getMaster());
            sentinel.getNodes().forEach(node -> configuration.sentinel(node.host(), node.port()));
            configuration.setDatabase(sentinel.getDatabase());
            configuration.setSentinelUsername(sentinel.getUsername());
            configuration.setSentinelPassword(sentinel.getPassword());
            configuration.setUsername(redis.getUsername());
            configuration.setPassword(redis.getPassword());
            return configuration;
        }
        var server = redis.getStandalone();
        // Boot gives one server in any case.
        if (redis.getMasterReplica() != null || server == null) {
            throw new IllegalStateException(
                    "spring.data.redis: a master and its replicas by their addresses (expected: one server,"
                            + " spring.data.redis.sentinel.* or spring.data.redis.cluster.*)");
        }
        var configuration = new RedisStandaloneConfiguration(server.getHost(), server.getPort());
        configuration.setDatabase(server.getDatabase());
        configuration.setUsername(redis.getUsername());
        configuration.setPassword(redis.getPassword());
        return configuration;
    }

    private static Tls tls(DataRedisConnectionDetails redis) {
        SslBundle bundle = redis.getSslBundle();
        return bundle == null
                ? new Tls.Off()
                : new Tls.On(
                        bundle.getManagers().getKeyManagerFactory(),
                        bundle.getManagers().getTrustManagerFactory());
    }
}
