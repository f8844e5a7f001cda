package io.sluice.faults.cluster;

import io.sluice.servers.RedisCluster;
import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import java.time.Duration;
import java.util.Map;

/** Three masters, each with a replica; the namespaces are on two of them. */
public final class SpreadRedis implements FailingOver {
    private final RedisCluster servers = RedisCluster.launch(3);

    SpreadRedis() {
        servers.failOverAfter(Duration.ofSeconds(1));
    }

    @Override
    public RedisServer primary() {
        return holder(Cluster.SHOP);
    }

    @Override
    public RedisServer holder(String namespace) {
        return servers.holder(servers.slot("sluice:{" + namespace + "}:meta"));
    }

    @Override
    public Map<String, Object> configuration(TcpProxy way) {
        return Map.of("spring.data.redis.cluster.nodes", servers.addresses());
    }

    @Override
    public RedisServer loseOne() {
        var lost = primary();
        lost.kill();
        servers.awaitFailoverOf(lost);
        return lost;
    }

    @Override
    public void bringBack(RedisServer lost) {
        lost.start();
        servers.awaitWhole();
    }

    @Override
    public void close() {
        servers.close();
    }
}
