package io.sluice.api.admin;

import io.sluice.setting.Namespace;
import io.sluice.store.Nodes;
import io.sluice.store.RedisStore;
import io.sluice.store.RollCall;
import io.sluice.store.StoreException;
import io.sluice.store.WriteResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Waits for the fleet, for all callers on one thread: it reads the registry when a call comes and whenever a node has
 * reported because it was asked, and asks again where nothing is heard. However many wait, the registry is read once
 * for a namespace, and nodes are asked once. Thread-safe.
 */
@Component
final class RollCalls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RollCalls.class);
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Nodes nodes;
    private final RollCall call;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "sluice-roll-call");

    // Of that thread alone.
    private final Map<Namespace, Long> asked = new HashMap<>();
    private long lookedAt = System.nanoTime() - BETWEEN_LOOKS.toNanos();

    RollCalls(Nodes nodes, RedisStore store) {
        this.nodes = nodes;
        this.call = store.rollCall(this::reported);
        thread.setDaemon(true);
        thread.start();
    }

    private sealed interface Event {
        /** Somebody waits. */
        record Begun(Roll roll) implements Event {}

        /** A node has reported. */
        record Reported() implements Event {}
    }

    /** Begins to wait for everybody who follows a namespace; cancel what it gives to end that. */
    Roll begin(Namespace namespace, WriteResult.Applied applied) {
        var roll = new Roll(namespace, applied);
        events.add(new Event.Begun(roll));
        return roll;
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

    private void reported() {
        events.add(new Event.Reported());
    }

    private void run() {
        var waiting = new ArrayList<Roll>();
        try (call) {
            while (!Thread.currentThread().isInterrupted()) {
                gather(waiting);
                waiting.removeIf(roll -> roll.complete().isDone());
                asked.keySet().retainAll(namespaces(waiting));
                look(waiting);
            }
        } catch (InterruptedException e) {
            // The one who closes interrupts, and that is the only end.
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when there is something to look at; what happens soon after the last look shares the next. */
    private void gather(List<Roll> waiting) throws InterruptedException {
        take(waiting.isEmpty() ? events.take() : events.poll(PATIENCE.toNanos(), TimeUnit.NANOSECONDS), waiting);
        for (long left = untilNextLook(); left > 0; left = untilNextLook()) {
            take(events.poll(left, TimeUnit.NANOSECONDS), waiting);
        }
        for (var event = events.poll(); event != null; event = events.poll()) {
            take(event, waiting);
        }
    }

    private long untilNextLook() {
        return lookedAt + BETWEEN_LOOKS.toNanos() - System.nanoTime();
    }

    private void take(@Nullable Event event, List<Roll> waiting) {
        if (event instanceof Event.Begun begun) {
            waiting.add(begun.roll());
            asked.remove(begun.roll().namespace());
        }
    }

    private void look(List<Roll> waiting) {
        lookedAt = System.nanoTime();
        try {
            read(waiting);
            waiting.removeIf(roll -> roll.complete().isDone());
            ask(waiting);
        } catch (StoreException e) {
            LOG.debug("roll call: {} wait; trying again", waiting.size(), e);
        } catch (RuntimeException e) {
            LOG.error("roll call: failed; trying again", e);
        }
    }

    private void read(List<Roll> waiting) {
        var rolls = new HashMap<Namespace, List<Roll>>();
        waiting.forEach(roll -> rolls.computeIfAbsent(roll.namespace(), unknown -> new ArrayList<>())
                .add(roll));
        rolls.forEach((namespace, all) -> {
            var followers = nodes.followers(namespace);
            all.forEach(roll -> roll.saw(followers));
        });
    }

    /** Those that somebody began to wait for since the last time, and those that have been silent for long. */
    private void ask(List<Roll> waiting) {
        long now = System.nanoTime();
        for (var roll : waiting) {
            var last = asked.get(roll.namespace());
            if (last == null || now - last >= PATIENCE.toNanos()) {
                asked.put(roll.namespace(), now);
                call.ask(roll.namespace(), newest(waiting, roll).head());
            }
        }
    }

    private static Roll newest(List<Roll> waiting, Roll one) {
        return waiting.stream()
                .filter(roll -> roll.namespace().equals(one.namespace()))
                .reduce(one, (a, b) -> b.head().revision().isAfter(a.head().revision()) ? b : a);
    }

    private static Set<Namespace> namespaces(List<Roll> waiting) {
        return waiting.stream().map(Roll::namespace).collect(Collectors.toSet());
    }
}
