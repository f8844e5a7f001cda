package io.sluice.faults.check;

import io.sluice.faults.cluster.Cluster;
import io.sluice.servers.RawSubscription;
import io.sluice.servers.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Listens to what is published, from the first message to the last: while it is connected without a break, the offsets of an
 * epoch have no gap. Thread-safe.
 */
final class Ear implements AutoCloseable {
    /** How far it has heard. */
    record Heard(String epoch, long offset) {}

    private final Cluster cluster;
    private final Breaches breaches;
    private final Thread thread;
    private final Map<String, Heard> heard = new HashMap<>();
    private long messages;
    private long connections;
    private @Nullable RawSubscription subscription;
    private volatile boolean over;

    Ear(Cluster cluster, Breaches breaches) {
        this.cluster = cluster;
        this.breaches = breaches;
        thread = new Thread(this::listen, "ear");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        while (!over) {
            try {
                listenAt(cluster.redis().primary());
            } catch (IOException | RuntimeException gone) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    private void listenAt(RedisServer primary) throws IOException {
        try (var channels = RawSubscription.to(
                primary,
                cluster.redis().publishedAtPrimary().stream()
                        .map(namespace -> Outside.key(namespace, "changes"))
                        .toList())) {
            begin(channels);
            while (!over && isStill(primary)) {
                var message = channels.next();
                if (message != null) {
                    hear(message);
                }
            }
        } finally {
            end();
        }
    }

    private boolean isStill(RedisServer primary) {
        return primary == cluster.redis().primary();
    }

    private synchronized void begin(RawSubscription channels) {
        subscription = channels;
        connections++;
        heard.clear();
    }

    private synchronized void end() {
        subscription = null;
        heard.clear();
    }

    private synchronized void hear(RawSubscription.Heard message) {
        messages++;
        var namespace = message.channel()
                .substring("sluice:{".length(), message.channel().indexOf('}'));
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(message.text());
        } catch (JacksonException e) {
            breaches.add(
                    Law.WRITTEN_IS_PUBLISHED, "%s: no JSON was published: %s".formatted(namespace, e.getMessage()));
            return;
        }
        var epoch = json.path("epoch").asString();
        long first = json.path("first").asLong();
        long last = json.path("last").asLong();
        var before = heard.put(namespace, new Heard(epoch, last));
        if (before != null && before.epoch().equals(epoch) && first != before.offset() + 1) {
            breaches.add(
                    Law.WRITTEN_IS_PUBLISHED,
                    "%s: offset %d was published after %d".formatted(namespace, first, before.offset()));
        }
    }

    /** Identifies the present connection; 0 while there is none. */
    synchronized long connection() {
        return subscription == null ? 0 : connections;
    }

    /** Null if nothing was heard of it on this connection. */
    synchronized @Nullable Heard heard(String namespace) {
        return heard.get(namespace);
    }

    synchronized long messages() {
        return messages;
    }

    @Override
    public void close() {
        over = true;
        synchronized (this) {
            if (subscription != null) {
                try {
                    subscription.close();
                } catch (IOException e) {
                    throw new IllegalStateException("subscription: not closed", e);
                }
            }
        }
    }
}
