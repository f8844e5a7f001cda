package io.sluice.bench;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.sluice.servers.RedisServer;
import io.sluice.setting.RequestId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Scripts on a bare connection, which all callers share. Thread-safe. */
final class Bare implements AutoCloseable {
    private static final String KEY = "sluice:{bare}:";
    static final String CHANNEL = KEY + "changes";

    private final RedisClient client;
    private final RedisCommands<String, String> commands;
    private final String single;
    private final String least;

    Bare(RedisServer redis) {
        client = RedisClient.create("redis://" + redis.host() + ":" + redis.port());
        commands = client.connect().sync();
        single = commands.scriptLoad(text("single"));
        least = commands.scriptLoad(text("least"));
    }

    private static String text(String name) {
        try (var text = Objects.requireNonNull(Bare.class.getResourceAsStream(name + ".lua"))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that a write does, by a script for itself. */
    void write(String name, String value) {
        var id = RequestId.random().text();
        List<Object> answer = commands.evalsha(
                single,
                ScriptOutputType.MULTI,
                new String[] {
                    KEY + "settings",
                    KEY + "feed",
                    KEY + "dirty",
                    KEY + "tombstones",
                    KEY + "history",
                    KEY + "meta",
                    KEY + "request:" + id
                },
                CHANNEL,
                id,
                "f",
                "86400000",
                "65536",
                "1000000",
                name,
                "*",
                "present",
                "\"kind\":\"present\",\"author\":\"alice\",\"reason\":\"a bench\",\"value\":" + value + "}");
        if (!"applied".equals(answer.get(0))) {
            throw new IllegalStateException("answer: " + answer + " (expected: applied)");
        }
    }

    /** INCR, HSET, ZADD and PUBLISH, and nothing else. */
    void writeLeast(String name, String value) {
        commands.evalsha(
                least,
                ScriptOutputType.INTEGER,
                new String[] {KEY + "revision", KEY + "settings", KEY + "feed"},
                CHANNEL,
                name,
                value);
    }

    @Override
    public void close() {
        client.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
