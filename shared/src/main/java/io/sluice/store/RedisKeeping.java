package io.sluice.store;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.RedisCallback;

/** {@code INFO}: it says so to those who may not read the configuration. */
final class RedisKeeping {
    private RedisKeeping() {}

    static Keeping ask(RedisCalls redis) {
        return redis.call(template -> template.execute((RedisCallback<Keeping>)
                connection -> new Keeping(told(connection, "memory", "maxmemory_policy"), appends(connection))));
    }

    private static boolean appends(RedisConnection connection) {
        return told(connection, "persistence", "aof_enabled").equals("1");
    }

    private static String told(RedisConnection connection, String section, String what) {
        var info = connection.serverCommands().info(section);
        return info == null ? "" : info.getProperty(what, "");
    }
}
