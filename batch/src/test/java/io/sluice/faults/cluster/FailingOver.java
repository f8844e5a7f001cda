package io.sluice.faults.cluster;

import io.sluice.servers.RedisServer;

/** Servers that decide among themselves who takes the place of one that is lost. */
public interface FailingOver extends RedisSite {
    /** Kills a master; another one has its place on return. */
    RedisServer loseOne();

    /** Starts it again; it is a replica, and in step, on return. */
    void bringBack(RedisServer lost);
}
