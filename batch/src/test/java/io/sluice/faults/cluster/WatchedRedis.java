package io.sluice.faults.cluster;

import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.servers.Sentinels;
import io.sluice.servers.TcpProxy;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;

/** A master and two replicas, which Sentinels look after. */
public final class WatchedRedis implements FailingOver {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Sentinels sentinels = Sentinels.launch(2);

    @Override
    public RedisServer primary() {
        return sentinels.master();
    }

    @Override
    public RedisServer holder(String namespace) {
        return sentinels.master();
    }

    @Override
    public Map<String, Object> configuration(TcpProxy way) {
        return Map.of(
                "spring.data.redis.sentinel.master",
                Sentinels.MASTER,
                "spring.data.redis.sentinel.nodes",
                sentinels.addresses());
    }

    @Override
    public RedisServer loseOne() {
        var lost = sentinels.master();
        lost.kill();
        Deadline.await("another master named", SOON, () -> sentinels.master() != lost);
        return lost;
    }

    @Override
    public void bringBack(RedisServer lost) {
        lost.start();
        Deadline.await("replica in step", SOON, () -> isInStep(lost));
    }

    /** Sentinel closes all connections when it makes it a replica. */
    private static boolean isInStep(RedisServer server) {
        try {
            return String.valueOf(server.command("INFO", "replication")).contains("master_link_status:up");
        } catch (UncheckedIOException closed) {
            return false;
        }
    }

    @Override
    public void close() {
        sentinels.close();
    }
}
