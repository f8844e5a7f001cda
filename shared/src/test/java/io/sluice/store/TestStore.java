package io.sluice.store;

import io.sluice.servers.RedisUsers;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Expectation;
import io.sluice.setting.Namespace;
import io.sluice.setting.Origin;
import io.sluice.setting.RequestId;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

/** Stores on a test's Redis, and short words for what tests write. */
public final class TestStore {
    public static final String AUTHOR = "alice";

    private TestStore() {}

    /** A store on the Redis at this address. */
    public static RedisStore on(String host, int port) {
        return on(host, port, StoreLimits.standard());
    }

    /** A store on the Redis at this address, with other limits. */
    public static RedisStore on(String host, int port, StoreLimits limits) {
        return on(host, port, limits, Duration.ofSeconds(2));
    }

    /** A store on the Redis at this address, with other limits and patience. */
    public static RedisStore on(String host, int port, StoreLimits limits, Duration commandTimeout) {
        return new RedisStore(
                new RedisStandaloneConfiguration(host, port), new Tls.Off(), commandTimeout, limits, Clock.systemUTC());
    }

    /** A store on that Redis, for instance as another user, or in a cluster. */
    public static RedisStore on(RedisConfiguration redis) {
        return on(redis, StoreLimits.standard());
    }

    /** A store that reads at master or replicas. */
    public static RedisStore on(RedisConfiguration redis, ReadFrom readFrom) {
        return new RedisStore(
                redis, readFrom, new Tls.Off(), Duration.ofSeconds(2), StoreLimits.standard(), Clock.systemUTC());
    }

    static RedisStore on(RedisConfiguration redis, StoreLimits limits) {
        return new RedisStore(redis, new Tls.Off(), Duration.ofSeconds(2), limits, Clock.systemUTC());
    }

    /** A store with the rights of this one of {@link RedisUsers}. */
    public static RedisStore as(String user, String host, int port) {
        var redis = new RedisStandaloneConfiguration(host, port);
        redis.setUsername(user);
        redis.setPassword(RedisUsers.password(user));
        return on(redis);
    }

    /** A namespace that no other test has. */
    public static Namespace newNamespace() {
        return new Namespace("t-" + UUID.randomUUID());
    }

    /** One write of these changes. */
    public static ChangeSet set(Namespace namespace, Change... changes) {
        return new ChangeSet(namespace, List.of(changes), new Origin(AUTHOR, "a test", RequestId.random()));
    }

    public static Change.Put put(String name, String json) {
        return new Change.Put(new SettingName(name), new SettingValue(json));
    }

    public static Change.Put put(String name, String json, Expectation expectation) {
        return new Change.Put(new SettingName(name), new SettingValue(json), expectation);
    }

    public static Change.Remove remove(String name) {
        return new Change.Remove(new SettingName(name));
    }
}
