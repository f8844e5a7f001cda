package io.sluice.faults.cluster;

import io.sluice.servers.Deadline;
import io.sluice.servers.Folders;
import io.sluice.servers.Ports;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisSetup;
import io.sluice.servers.RedisUsers;
import io.sluice.servers.TcpProxy;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Two servers of Redis, one a replica of the other; which is which changes. Safe for use by several threads. */
public final class RedisPair implements RedisSite {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String PLAIN_API = "user " + RedisUsers.API + " ";

    private RedisServer primary;
    private RedisServer replica;

    private RedisPair(RedisServer primary, RedisServer replica) {
        this.primary = primary;
        this.replica = replica;
    }

    /**
     * Starts both.
     *
     * @param fsync as {@code appendfsync} takes it
     */
    static RedisPair launch(Path folder, String fsync) {
        var first = RedisServer.launch(setup(folder.resolve("redis-1"), fsync));
        try {
            var pair = new RedisPair(first, RedisServer.launch(setup(folder.resolve("redis-2"), fsync)));
            pair.follow();
            return pair;
        } catch (RuntimeException e) {
            first.close();
            throw e;
        }
    }

    /** Api may see whether every write is synced, which servers before 7.2 do not prove otherwise. */
    private static RedisSetup setup(Path folder, String fsync) {
        var users = RedisSetup.temporary().users().stream()
                .map(line -> line.startsWith(PLAIN_API) ? line + " +config|get" : line)
                .toList();
        return new RedisSetup(Ports.free(), folder, Folders.cache(), users, List.of())
                .with("appendfsync", fsync)
                .with("no-appendfsync-on-rewrite", "no")
                .with("repl-diskless-sync-delay", "0")
                .with("repl-timeout", "10");
    }

    @Override
    public synchronized RedisServer primary() {
        return primary;
    }

    @Override
    public RedisServer holder(String namespace) {
        return primary();
    }

    @Override
    public Map<String, Object> configuration(TcpProxy way) {
        return Map.of("spring.data.redis.host", way.host(), "spring.data.redis.port", way.port());
    }

    public synchronized RedisServer replica() {
        return replica;
    }

    /** The other one becomes the primary's replica, and is in step on return. */
    public synchronized void follow() {
        var words = primary.peer().split(" ", 2);
        replica.command("REPLICAOF", words[0], words[1]);
        Deadline.await(
                "replica in step",
                SOON,
                () -> String.valueOf(replica.command("INFO", "replication")).contains("master_link_status:up"));
    }

    /** The replica hears nothing of the primary from now on. */
    public synchronized void lag() {
        replica.command("REPLICAOF", "127.0.0.1", "1");
    }

    /** The primary dies, and the replica takes its place, with what it has. */
    public synchronized void failOver() {
        primary.kill();
        replica.command("REPLICAOF", "NO", "ONE");
        var dead = primary;
        primary = replica;
        replica = dead;
    }

    /** The append-only file that the primary writes to. */
    public Path file() {
        try (var files = Files.list(primary().data().resolve("appendonlydir"))) {
            return files.filter(file -> file.toString().endsWith(".incr.aof"))
                    .max(Comparator.comparing(file -> file.toFile().lastModified()))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the file of a dead primary holds behind this place is gone, as what was never synced is when power fails. */
    public void loseBehind(Path file, long place) {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(Math.min(place, open.length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        primary().close();
        replica().close();
    }
}
