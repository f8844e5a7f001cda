package io.sluice.store;

import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.script.RedisScript;

/** {@code condition.lua}, {@code begin.lua}, {@code mend.lua} and {@code complete.lua}, beside what settings offer. */
final class RedisRestoration implements Restoration {
    private static final Logger LOG = LoggerFactory.getLogger(RedisRestoration.class);
    private static final RedisScript<List<?>> CONDITION = RedisCalls.script("condition");
    private static final RedisScript<String> BEGIN = RedisCalls.saying("begin");
    private static final RedisScript<Long> COMPLETE = RedisCalls.counting("complete");
    private static final RedisScript<String> MEND = RedisCalls.saying("mend");
    private static final String AS_IT_IS = "";
    private static final String ANEW = "anew";
    private static final String MEND_NAMES = "500";
    private static final int ATTEMPTS = 3;

    private final Topology topology;
    private final RedisCalls redis;
    private final SettingStore settings;

    RedisRestoration(Topology topology, SettingStore settings) {
        this.topology = topology;
        this.redis = topology.calls();
        this.settings = settings;
    }

    /** How a namespace is. */
    static Condition condition(RedisCalls redis, Namespace namespace) {
        var answer = redis.strings(CONDITION, new Keys(namespace).forSince(), List.of());
        return new Condition(answer.get(0).equals("1"), answer.get(1));
    }

    @Override
    public Condition condition(Namespace namespace) {
        return condition(redis, namespace);
    }

    @Override
    public void register(Namespace namespace) {
        settings.register(namespace);
    }

    @Override
    public int merge(Namespace namespace, List<? extends Entry> entries) {
        return settings.merge(namespace, entries);
    }

    @Override
    public String begin(Namespace namespace) {
        var keys = new Keys(namespace);
        var how = AS_IT_IS;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var answer = say(BEGIN, keys.forComplete(), keys.channel(), how);
            if (!answer.equals("mend")) {
                return answer;
            }
            LOG.warn("namespace {}: hash and feed do not hold the same names; mending that", namespace);
            mend(keys, "settings");
            mend(keys, "feed");
            // Whoever has followed the feed until now has not seen what was mended.
            how = ANEW;
        }
        throw new UnreadableException(
                "namespace %s: hash and feed do not hold the same names (expected: they do after mending that)"
                        .formatted(namespace),
                null);
    }

    @Override
    public boolean complete(Namespace namespace, String life) {
        var keys = new Keys(namespace);
        return redis.call(template -> template.execute(COMPLETE, keys.forComplete(), keys.channel(), life)) == 1;
    }

    private void mend(Keys keys, String which) {
        var cursor = "0";
        do {
            cursor = say(MEND, keys.forMend(), which, cursor, MEND_NAMES);
        } while (!cursor.equals("0"));
    }

    @Override
    public void rewriteFile() {
        for (var master : topology.masters()) {
            try {
                var unused = master.calls()
                        .call(template -> template.execute((RedisCallback<Boolean>) RedisRestoration::rewriteFile));
            } catch (StoreException e) {
                if (e.reason() == StoreException.Reason.UNREACHABLE) {
                    throw e;
                }
                LOG.warn(
                        "restore: the append-only file of {} is not written anew: {}",
                        master.address(),
                        e.getMessage());
            }
        }
    }

    /** Whether there is one. */
    private static boolean rewriteFile(RedisConnection connection) {
        var server = connection.serverCommands();
        var persistence = server.info("persistence");
        var appends = persistence != null && "1".equals(persistence.getProperty("aof_enabled"));
        if (appends) {
            server.bgReWriteAof();
        }
        return appends;
    }

    @Override
    public @Nullable String installation() {
        return redis.callNullable(template -> template.opsForValue().get(Keys.INSTALLATION));
    }

    @Override
    public String install(String id) {
        redis.call(template -> template.opsForValue().setIfAbsent(Keys.INSTALLATION, id));
        return redis.call(template -> template.opsForValue().get(Keys.INSTALLATION));
    }

    private String say(RedisScript<String> script, List<String> keys, String... arguments) {
        return redis.call(template -> template.execute(script, keys, (Object[]) arguments));
    }
}
