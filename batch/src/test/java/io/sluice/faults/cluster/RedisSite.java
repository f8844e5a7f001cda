package io.sluice.faults.cluster;

import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import java.util.List;
import java.util.Map;

/** The servers of Redis in an installation. Safe for use by several threads. */
public interface RedisSite extends AutoCloseable {
    /** How they are arranged. */
    enum Kind {
        /** A primary and a replica; who is who, the test decides. */
        PAIR,
        /** A master and two replicas, and three Sentinels that decide. */
        SENTINEL,
        /** Three masters, each with a replica. */
        CLUSTER
    }

    /** One that is a master now; where there is only one, that one. */
    RedisServer primary();

    /** The server that holds a namespace now. */
    RedisServer holder(String namespace);

    /** The namespaces whose messages are published at the {@link #primary}, and so heard there without a detour. */
    default List<String> publishedAtPrimary() {
        var primary = primary();
        return Cluster.NAMESPACES.stream()
                .filter(namespace -> holder(namespace) == primary)
                .toList();
    }

    /** How a node finds them, whose own way leads to the primary of now. */
    Map<String, Object> configuration(TcpProxy way);

    @Override
    void close();
}
