package io.sluice.store;

import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The set of the namespaces that exist. */
final class RedisNamespaces {
    private static final Logger LOG = LoggerFactory.getLogger(RedisNamespaces.class);

    private final RedisCalls redis;

    RedisNamespaces(RedisCalls redis) {
        this.redis = redis;
    }

    Set<Namespace> all() {
        var namespaces = new TreeSet<Namespace>();
        for (var text : redis.call(template -> template.opsForSet().members(Keys.NAMESPACES))) {
            try {
                namespaces.add(new Namespace(text));
            } catch (InvalidInputException e) {
                LOG.warn("{}: passing over a member that Sluice did not write: {}", Keys.NAMESPACES, e.getMessage());
            }
        }
        return namespaces;
    }
}
