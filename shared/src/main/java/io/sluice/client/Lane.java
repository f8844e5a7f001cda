package io.sluice.client;

import io.sluice.setting.SettingName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings changes to one listener, one after the other, on a thread that it borrows for as long as there are any. What
 * waits is kept by name: however slow the listener is, or hung, it costs a name at most, and nobody else waits for it.
 */
final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private final String listener;
    private final Predicate<SettingName> interest;
    private final Delivery delivery;
    private final Rejections rejections;
    private final Executor threads;
    private final Clock clock;

    // Guarded by this.
    private @Nullable Batch waiting;
    private boolean working;
    private boolean closed;

    private volatile @Nullable Call call;

    /**
     * Makes the way to a listener.
     *
     * @param listener its name, for logs
     * @param interest the names that it wants to hear of
     * @param delivery how a batch reaches it
     */
    Lane(
            String listener,
            Predicate<SettingName> interest,
            Delivery delivery,
            Rejections rejections,
            Executor threads,
            Clock clock) {
        this.listener = listener;
        this.interest = interest;
        this.delivery = delivery;
        this.rejections = rejections;
        this.threads = threads;
        this.clock = clock;
    }

    /** What has changed since a listener was told last; no name without a difference. */
    record Batch(LayeredView before, LayeredView after, Set<SettingName> names) {}

    /** Brings a batch to a listener, by one or several {@link #call}s. */
    @FunctionalInterface
    interface Delivery {
        void deliver(Batch batch, Lane lane);
    }

    /** A call of the listener that has not returned. */
    private record Call(Batch batch, Set<SettingName> names, Instant begun) {}

    /** Hands over changes; returns at once. */
    void offer(LayeredView before, LayeredView after, Set<SettingName> names) {
        var wanted = new LinkedHashSet<SettingName>();
        names.stream().filter(interest).forEach(wanted::add);
        synchronized (this) {
            if (wanted.isEmpty() || closed) {
                return;
            }
            var held = waiting;
            if (held == null) {
                waiting = new Batch(before, after, wanted);
            } else {
                held.names().addAll(wanted);
                waiting = new Batch(held.before(), after, held.names());
            }
            if (!working) {
                working = true;
                threads.execute(this::work);
            }
        }
    }

    synchronized void close() {
        closed = true;
        waiting = null;
    }

    /** Whether nothing waits and nobody is at work. */
    synchronized boolean isIdle() {
        return waiting == null && !working;
    }

    private void work() {
        for (var batch = next(); batch != null; batch = next()) {
            var told = batch;
            batch.names().removeIf(name -> !told.after().differs(told.before(), name));
            if (!batch.names().isEmpty()) {
                delivery.deliver(batch, this);
            }
        }
    }

    private synchronized @Nullable Batch next() {
        var batch = waiting;
        waiting = null;
        working = batch != null;
        return batch;
    }

    /** Calls the listener for these names of a batch; what it throws rejects them. */
    void call(Batch batch, Set<SettingName> names, Work work) {
        call = new Call(batch, names, clock.instant());
        try {
            work.run();
            names.forEach(name -> rejections.accept(this, name));
        } catch (RejectedSettingException e) {
            LOG.warn("listener {}: rejects {}: {}", listener, names, e.reason());
            reject(batch, names, e.reason());
        } catch (InvalidSettingException e) {
            LOG.warn("listener {}: {}", listener, e.getMessage());
            reject(batch, names, e.reason());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.error("listener {}: failed at {}", listener, names, e);
            reject(batch, names, listener + " failed: " + e.getClass().getSimpleName());
        } finally {
            call = null;
        }
    }

    /** Something that may throw. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /** Reports the listener's names as rejected for as long as it has been at work on them for longer than that. */
    void reportIfStuck(Duration patience) {
        var current = call;
        if (current != null && current.begun().plus(patience).isBefore(clock.instant())) {
            reject(current.batch(), current.names(), listener + " has been at work on it since " + current.begun());
        }
    }

    private void reject(Batch batch, Set<SettingName> names, String reason) {
        for (var name : names) {
            var revision = batch.after().newest(name);
            if (revision != null) {
                rejections.reject(this, batch.after().origin(name), name, revision, reason);
            }
        }
    }
}
