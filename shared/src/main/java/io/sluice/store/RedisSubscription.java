package io.sluice.store;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.sluice.setting.InvalidInputException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscription on a connection of its own. The first connection is built by this class, again and again until it
 * stands; from then on Lettuce reconnects and re-subscribes, where there is only one server to do it at; else it is built anew by
 * this class at whichever server there is. Redis' confirmation counts, not that of the connection:
 * Lettuce's connection is active before the server has processed SUBSCRIBE, and what is published in between is lost.
 *
 * <p>A connection that is silent may be deaf: half-open, with nobody at the other end, or connected again and not
 * subscribed. So it is checked twice a pulse: one that has neither answered a PING nor brought a message since the check
 * before, or that is open and still not confirmed, is dropped. Only the answer proves anything; that the PING could be
 * sent does not.
 *
 * <p>One thread builds, checks and drops connections. Callbacks come from the network thread of the current connection; those
 * of a dropped one are ignored.
 */
final class RedisSubscription implements Feed.Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSubscription.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

    private final Topology topology;
    private final Scope scope;
    private final Feed.Subscriber subscriber;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        var connecting = new Thread(task, "sluice-subscription");
        connecting.setDaemon(true);
        return connecting;
    });
    private final AtomicReference<@Nullable Line> current = new AtomicReference<>();

    /**
     * Subscribes.
     *
     * @param pulse within which a connection that does not answer is dropped, but for half of it; positive
     */
    RedisSubscription(Topology topology, Scope scope, Duration pulse, Feed.Subscriber subscriber) {
        this.topology = topology;
        this.scope = scope;
        this.subscriber = subscriber;
        thread.execute(() -> connect(SHORTEST_PAUSE));
        long pause = pulse.dividedBy(2).toNanos();
        var unused = thread.scheduleWithFixedDelay(this::check, pause, pause, TimeUnit.NANOSECONDS);
    }

    @Override
    public void reset() {
        if (!thread.isShutdown()) {
            thread.execute(() -> {
                drop();
                connect(SHORTEST_PAUSE);
            });
        }
    }

    @Override
    public void probe(Runnable answered) {
        var line = current.get();
        if (line != null) {
            line.probe(answered);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        drop();
    }

    private void connect(Duration pause) {
        if (current.get() != null || thread.isShutdown()) {
            return;
        }
        try {
            var connection = topology.toSubscribeAt().subscription().connectPubSub(StringCodec.UTF8);
            var line = new Line(connection);
            current.set(line);
            line.open();
            if (thread.isShutdown()) {
                // Closed while this was under way.
                drop();
            }
        } catch (RuntimeException e) {
            LOG.debug("subscription: cannot connect, next attempt within {}", pause, e);
            drop();
            var longer = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            long wait = ThreadLocalRandom.current().nextLong(pause.toMillis() / 2, pause.toMillis() + 1);
            if (!thread.isShutdown()) {
                var unused = thread.schedule(() -> connect(longer), wait, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void check() {
        var line = current.get();
        var fault = line == null ? null : line.check();
        if (fault != null) {
            LOG.warn("subscription: {}; building the connection anew", fault);
            drop();
            connect(SHORTEST_PAUSE);
        }
    }

    private void drop() {
        var line = current.getAndSet(null);
        if (line != null) {
            var unused = line.connection.closeAsync();
            subscriber.lost();
        }
    }

    /** One connection, for as long as it is the current one. */
    private final class Line extends RedisPubSubAdapter<String, String> implements RedisConnectionStateListener {
        private final StatefulRedisPubSubConnection<String, String> connection;
        private final Set<String> awaited = new HashSet<>();
        private volatile boolean heard;

        // Of the subscription's thread alone.
        private @Nullable RedisFuture<String> ping;
        private boolean unconfirmed;

        Line(StatefulRedisPubSubConnection<String, String> connection) {
            this.connection = connection;
        }

        void open() {
            awaitConfirmations();
            connection.addListener((RedisConnectionStateListener) this);
            connection.addListener((io.lettuce.core.pubsub.RedisPubSubListener<String, String>) this);
            if (scope instanceof Scope.Only only) {
                var channels = only.namespaces().stream()
                        .map(namespace -> new Keys(namespace).channel())
                        .toArray(String[]::new);
                connection.sync().subscribe(channels);
            } else {
                connection.sync().psubscribe(Keys.ALL_CHANGES);
            }
        }

        /**
         * What is wrong with the connection, null for nothing; sends the next PING. One that Lettuce is rebuilding is
         * left to it, but for no longer than from one check to the next without a confirmation once it is open.
         */
        @Nullable
        String check() {
            var last = ping;
            ping = null;
            if (!connection.isOpen()) {
                unconfirmed = false;
                return null;
            }
            if (confirmationsAwaited()) {
                var before = unconfirmed;
                unconfirmed = true;
                return before ? "connected, and not confirmed" : null;
            }
            unconfirmed = false;
            if (last != null && !heard && !isAnswered(last)) {
                return "no answer to a PING";
            }
            heard = false;
            return sendPing();
        }

        /** One that has failed is done as well: with the time-out of commands, say. */
        private static boolean isAnswered(RedisFuture<String> ping) {
            return ping.isDone() && !ping.toCompletableFuture().isCompletedExceptionally();
        }

        private @Nullable String sendPing() {
            try {
                ping = connection.async().ping();
                return null;
            } catch (RuntimeException e) {
                LOG.debug("subscription: a PING cannot be sent", e);
                return "a PING cannot be sent";
            }
        }

        void probe(Runnable answered) {
            if (!connection.isOpen() || confirmationsAwaited()) {
                return;
            }
            try {
                var unused = connection.async().ping().thenRun(() -> {
                    if (isCurrent() && !confirmationsAwaited()) {
                        afterTheDetour(answered);
                    }
                });
            } catch (RuntimeException e) {
                LOG.debug("subscription: a probe cannot be sent", e);
            }
        }

        /** The answer comes from the server of the subscription, at once; messages may have been published at another one. */
        private void afterTheDetour(Runnable answered) {
            var detour = topology.detour();
            if (detour.isZero()) {
                answered.run();
            } else if (!thread.isShutdown()) {
                var unused = thread.schedule(
                        () -> {
                            if (isCurrent() && !confirmationsAwaited()) {
                                answered.run();
                            }
                        },
                        detour.toNanos(),
                        TimeUnit.NANOSECONDS);
            }
        }

        private boolean confirmationsAwaited() {
            synchronized (awaited) {
                return !awaited.isEmpty();
            }
        }

        @Override
        public void subscribed(String channel, long count) {
            confirmed(channel);
        }

        @Override
        public void psubscribed(String pattern, long count) {
            confirmed(pattern);
        }

        @Override
        public void message(String channel, String payload) {
            received(channel, payload);
        }

        @Override
        public void message(String pattern, String channel, String payload) {
            received(channel, payload);
        }

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
            awaitConfirmations();
            if (isCurrent()) {
                subscriber.lost();
                if (!connection.getOptions().isAutoReconnect()) {
                    reset();
                }
            }
        }

        private void received(String channel, String payload) {
            heard = true;
            if (!isCurrent()) {
                return;
            }
            try {
                subscriber.received(new Delivery.Unread(Keys.ofChannel(channel), payload));
            } catch (InvalidInputException e) {
                LOG.warn("subscription: passing over a message on a channel that is none of Sluice's: {}", channel);
            }
        }

        private void confirmed(String channel) {
            boolean all;
            synchronized (awaited) {
                all = awaited.remove(channel) && awaited.isEmpty();
            }
            if (all && isCurrent()) {
                subscriber.confirmed();
            }
        }

        private void awaitConfirmations() {
            synchronized (awaited) {
                awaited.clear();
                if (scope instanceof Scope.Only only) {
                    only.namespaces().forEach(namespace -> awaited.add(new Keys(namespace).channel()));
                } else {
                    awaited.add(Keys.ALL_CHANGES);
                }
            }
        }

        private boolean isCurrent() {
            return current.get() == this;
        }
    }
}
