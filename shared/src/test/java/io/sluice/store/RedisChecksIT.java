package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.check.Check;
import io.sluice.check.Check.Outcome;
import io.sluice.check.Checker;
import io.sluice.check.Requirement;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisSetup;
import io.sluice.servers.RedisUsers;
import io.sluice.servers.TcpProxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

@Tag("servers")
class RedisChecksIT {
    @Test
    void lookWhenRedisIsSafeThenAllIsOk() {
        var redis = RedisServer.shared();
        try (var store = TestStore.on(redis.host(), redis.port())) {
            assertThat(store.checker().look()).extracting(Check::outcome).containsOnly(Outcome.OK);
            assertThat(store.checker().look().stream().map(Check::id))
                    .containsExactlyElementsOf(store.checker().requirements().stream()
                            .map(Requirement::id)
                            .toList());
        }
    }

    @Test
    void lookWhenRedisIsUnsafeThenSaysWhichSettingsAre() {
        var setup = RedisSetup.temporary()
                .with("maxmemory-policy", "allkeys-lru")
                .with("maxmemory", "100mb")
                .with("appendonly", "no")
                .with("appendfsync", "no");
        try (var redis = RedisServer.launch(setup);
                var store = TestStore.on(redis.host(), redis.port())) {
            redis.command("CONFIG", "SET", "client-output-buffer-limit", "pubsub 1mb 0 0");
            assertThat(found(store.checker(), Outcome.WARNING))
                    .isEqualTo(Map.of(
                            "redis.appendonly", "appendonly no",
                            "redis.appendfsync", "appendfsync no",
                            "redis.eviction", "maxmemory-policy allkeys-lru",
                            "redis.output-buffer", "pubsub 1048576 0 0"));
            assertThat(found(store.checker(), Outcome.OK))
                    .containsOnlyKeys("redis.version", "redis.capabilities", "redis.clock");
        }
    }

    /** It may not read the configuration; Redis is to log that once, and not at every look. */
    @ParameterizedTest
    @ValueSource(strings = {RedisUsers.API, RedisUsers.BATCH})
    void lookWhenAUserOfSluiceThenWhatOnlyTheConfigurationTellsIsUnknown(String user) {
        try (var redis = RedisServer.launch();
                var store = TestStore.as(user, redis.host(), redis.port())) {
            var checker = store.checker();
            for (int i = 0; i < 3; i++) {
                assertThat(found(checker, Outcome.UNKNOWN))
                        .containsOnlyKeys("redis.appendfsync", "redis.output-buffer");
                assertThat(found(checker, Outcome.WARNING)).isEmpty();
            }
            assertThat((List<?>) redis.command("ACL", "LOG"))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("count, 1,");
            redis.command("ACL", "SETUSER", user, "+config|get");
            assertThat(found(store.checker(), Outcome.UNKNOWN)).isEmpty();
        }
    }

    @Test
    void lookWhenOurClockIsWrongThenAWarning() {
        var redis = RedisServer.shared();
        var late = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-5));
        try (var store = new RedisStore(
                new RedisStandaloneConfiguration(redis.host(), redis.port()),
                new Tls.Off(),
                Duration.ofSeconds(2),
                StoreLimits.standard(),
                late)) {
            assertThat(found(store.checker(), Outcome.WARNING)).containsOnlyKeys("redis.clock");
            assertThat(found(store.checker(), Outcome.WARNING).get("redis.clock"))
                    .contains("s ahead");
        }
    }

    @Test
    void lookWhenRedisIsAwayThenFails() {
        try (var proxy = TcpProxy.to(RedisServer.shared());
                var store = TestStore.on(proxy.host(), proxy.port())) {
            proxy.cut();
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> store.checker().look());
        }
    }

    private static Map<String, String> found(Checker checker, Outcome outcome) {
        return checker.look().stream()
                .filter(check -> check.outcome() == outcome)
                .collect(Collectors.toMap(Check::id, Check::found));
    }
}
