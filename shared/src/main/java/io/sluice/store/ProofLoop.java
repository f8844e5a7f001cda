package io.sluice.store;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves all claims of one level at one server together, round by round, on a thread and a connection of its own: commands that wait hold
 * up nobody else, and however many claims there are, a round costs what one costs. The connection is built for the first
 * claim. Claims that come during a round wait for the next. Those whose namespace has gone to another server go after it.
 */
final class ProofLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProofLoop.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Supplier<RedisClient> client;
    private final ProofRound round;
    private final Predicate<Claim> handOver;
    private final BlockingQueue<Claim> arrived = new LinkedBlockingQueue<>();
    private final Thread thread;

    // Of that thread alone.
    private @Nullable StatefulRedisConnection<String, String> connection;

    /**
     * Begins.
     *
     * @param client makes connections that are not built anew behind their user's back
     * @param handOver gives a claim to another loop if its namespace is not at this server any more, and says whether it did
     */
    ProofLoop(Durability level, Supplier<RedisClient> client, ProofRound round, Predicate<Claim> handOver) {
        this.client = client;
        this.round = round;
        this.handOver = handOver;
        thread = new Thread(this::run, "sluice-proof-" + level.word());
        thread.setDaemon(true);
        thread.start();
    }

    void add(Claim claim) {
        arrived.add(claim);
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(GRACE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        var claims = new ArrayList<Claim>();
        var pause = SHORTEST_PAUSE;
        try {
            while (true) {
                var next = claims.isEmpty() ? arrived.take() : arrived.poll(pause.toNanos(), TimeUnit.NANOSECONDS);
                if (next != null) {
                    claims.add(next);
                    arrived.drainTo(claims);
                    pause = SHORTEST_PAUSE;
                } else {
                    pause = LONGEST_PAUSE.compareTo(pause.multipliedBy(2)) < 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
                }
                claims.removeIf(Claim::isOver);
                if (!claims.isEmpty()) {
                    attempt(claims);
                    claims.removeIf(Claim::isOver);
                }
            }
        } catch (InterruptedException | RedisCommandInterruptedException e) {
            // The one who closes interrupts, and that is the only end.
            Thread.currentThread().interrupt();
        } finally {
            drop();
        }
    }

    private void attempt(List<Claim> claims) {
        try {
            round.prove(connection(), claims);
        } catch (RedisCommandInterruptedException e) {
            throw e;
        } catch (RedisException | StoreException e) {
            LOG.debug("{}: {} claims are not proven yet", thread.getName(), claims.size(), e);
            drop();
            claims.removeIf(handOver);
        } catch (RuntimeException e) {
            LOG.error("{}: failed; trying again", thread.getName(), e);
            drop();
        }
    }

    private StatefulRedisConnection<String, String> connection() {
        var open = connection;
        if (open == null || !open.isOpen()) {
            drop();
            open = client.get().connect(StringCodec.UTF8);
            connection = open;
        }
        return open;
    }

    private void drop() {
        if (connection != null) {
            var unused = connection.closeAsync();
            connection = null;
        }
    }
}
