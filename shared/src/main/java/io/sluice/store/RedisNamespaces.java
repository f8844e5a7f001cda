package io.sluice.store;

import io.sluice.setting.Namespace;
import java.util.Set;
import java.util.TreeSet;

/** The set of the namespaces that exist. */
final class RedisNamespaces {
    private final RedisCalls redis;

    RedisNamespaces(RedisCalls redis) {
        this.redis = redis;
    }

    Set<Namespace> all() {
        var namespaces = new TreeSet<Namespace>();
        for (var text : redis.call(template -> template.opsForSet().members(Keys.NAMESPACES))) {
            namespaces.add(new Namespace(text));
        }
        return namespaces;
    }
}
