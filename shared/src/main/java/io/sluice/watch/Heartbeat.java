package io.sluice.watch;

import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.store.Feed;
import io.sluice.store.NodeReport;
import io.sluice.store.Nodes;
import io.sluice.store.Rejection;
import io.sluice.store.Scope;
import io.sluice.store.StoreException;
import io.sluice.store.UnreadableException;
import io.sluice.watch.Inbox.Signal;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds where Redis is, on another connection than the subscription's, and reports where this node
 * is. Has a thread of its own, so that a slow Redis holds up no message. Beats apart by up to a fifth, so that a fleet
 * does not beat together.
 */
final class Heartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final int LIFETIME = 4;
    private static final double JITTER = 0.2;
    private static final Duration BETWEEN_ANSWERS = Duration.ofMillis(20);

    private final Feed feed;
    private final Nodes nodes;
    private final NodeIdentity self;
    private final WatchOptions options;
    private final Clock clock;
    private final Inbox inbox;
    private final Watcher replicas;
    private final Supplier<List<Rejection>> rejections;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        var beating = new Thread(task, "sluice-heartbeat");
        beating.setDaemon(true);
        return beating;
    });
    private @Nullable String lastError;
    private boolean failing;
    private long answeredAt = System.nanoTime() - BETWEEN_ANSWERS.toNanos();

    private final AtomicBoolean asked = new AtomicBoolean();

    Heartbeat(
            Feed feed,
            Nodes nodes,
            NodeIdentity self,
            WatchOptions options,
            Clock clock,
            Inbox inbox,
            Watcher replicas,
            Supplier<List<Rejection>> rejections) {
        this.feed = feed;
        this.nodes = nodes;
        this.self = self;
        this.options = options;
        this.clock = clock;
        this.inbox = inbox;
        this.replicas = replicas;
        this.rejections = rejections;
    }

    void start(Feed.Subscription subscription) {
        thread.execute(() -> beat(subscription));
    }

    /** Reports at once; those who ask at the same time, or soon after an answer, share the next. */
    void answer() {
        if (!thread.isShutdown() && asked.compareAndSet(false, true)) {
            thread.execute(this::answerSoon);
        }
    }

    private void answerSoon() {
        long wait = answeredAt + BETWEEN_ANSWERS.toNanos() - System.nanoTime();
        if (wait <= 0) {
            answerNow();
        } else if (!thread.isShutdown()) {
            var unused = thread.schedule(this::answerNow, wait, TimeUnit.NANOSECONDS);
        }
    }

    private void answerNow() {
        // First: who asks from here on may want to hear of what this report lacks.
        asked.set(false);
        answeredAt = System.nanoTime();
        try {
            nodes.answer(report(), lifetime());
        } catch (StoreException e) {
            LOG.debug("heartbeat: cannot answer; the next beat reports", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (thread.awaitTermination(options.heartbeat().toMillis(), TimeUnit.MILLISECONDS)) {
                nodes.remove(self.id());
            }
        } catch (StoreException e) {
            LOG.debug("heartbeat: this node stays in the registry until its report expires", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What Redis has is told to the watcher behind everything that the subscription had to bring until then: a head that is
     * ahead of its replica at that moment is the proof that a message was lost.
     */
    private void beat(Feed.Subscription subscription) {
        try {
            var heads = heads();
            subscription.probe(() -> inbox.headsSeen(heads));
            nodes.report(report(), lifetime());
            if (failing) {
                LOG.info("heartbeat: Redis answers again");
            }
            failing = false;
        } catch (StoreException e) {
            if (!failing) {
                LOG.warn("heartbeat: {}", e.getMessage());
            }
            failing = true;
            lastError = clock.instant() + " " + e.getMessage();
        } catch (RuntimeException e) {
            LOG.error("heartbeat: failed; beating on", e);
            lastError = clock.instant() + " " + e;
        } finally {
            if (!thread.isShutdown()) {
                var unused =
                        thread.schedule(() -> beat(subscription), nextPause().toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private Duration lifetime() {
        return options.heartbeat().multipliedBy(LIFETIME);
    }

    private Duration nextPause() {
        double factor = 1 - JITTER * ThreadLocalRandom.current().nextDouble();
        return Duration.ofNanos(Math.round(options.heartbeat().toNanos() * factor));
    }

    private Signal.HeadsSeen heads() {
        var heads = new HashMap<Namespace, Head>();
        var absent = new HashSet<Namespace>();
        var cleared = new HashSet<Namespace>();
        for (var namespace : followed()) {
            try {
                var head = feed.head(namespace);
                replicas.sawHead(namespace, head.orElse(null));
                head.ifPresentOrElse(seen -> heads.put(namespace, seen), () -> absent.add(namespace));
                if (replicas.isInDoubt(namespace) && feed.isComplete(namespace)) {
                    cleared.add(namespace);
                }
            } catch (StoreException e) {
                if (e.reason() != StoreException.Reason.DAMAGED) {
                    throw e;
                }
                tellDamage(namespace, e);
            } catch (UnreadableException e) {
                tellDamage(namespace, e);
            }
        }
        return new Signal.HeadsSeen(heads, absent, cleared);
    }

    /** One namespace that cannot be read keeps the others, and this node's report, from nothing. */
    private void tellDamage(Namespace namespace, RuntimeException damage) {
        LOG.debug("heartbeat: namespace {} cannot be read", namespace, damage);
        lastError = "%s namespace %s: %s".formatted(clock.instant(), namespace, damage.getMessage());
    }

    /** Also those that Redis does not name any more: it may have lost them. */
    private Set<Namespace> followed() {
        if (options.scope() instanceof Scope.Only only) {
            return only.namespaces();
        }
        var followed = new HashSet<>(feed.namespaces());
        replicas.all().forEach(replica -> followed.add(replica.namespace()));
        return followed;
    }

    private NodeReport report() {
        var applied = new HashMap<Namespace, Head>();
        for (var replica : replicas.all()) {
            var head = replica.snapshot().head();
            if (head != null) {
                applied.put(replica.namespace(), head);
            }
        }
        var now = clock.instant();
        return new NodeReport(
                self.id(),
                self.host(),
                self.application(),
                self.version(),
                replicas.state().name(),
                self.startedAt(),
                now,
                options.scope(),
                applied,
                replicas.propagation(now),
                rejections.get(),
                lastError);
    }
}
