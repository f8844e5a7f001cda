package io.sluice.watch;

import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.store.Delivery;
import io.sluice.store.Feed;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where network threads leave what they have for the one thread that applies it. Putting never blocks: messages are
 * bounded, and when they overflow all of them are dropped and the reader is told to catch up instead. The connection's
 * fate is kept beside the messages, newest only, and is told before them: what was received around it is older or newer
 * than the catch-up that follows, and either is harmless.
 */
final class Inbox implements Feed.Subscriber {
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Queue<Delivery> deliveries = new ArrayDeque<>();
    private @Nullable Signal connection;
    private @Nullable Signal heads;
    private boolean overflowed;

    Inbox(int capacity) {
        this.capacity = capacity;
    }

    /** What the applying thread is told. */
    sealed interface Signal {
        /** Every message arrives from here on. */
        record Confirmed() implements Signal {}

        /** Messages may be missed from here on. */
        record Lost() implements Signal {}

        /** Messages were dropped because they came faster than they were applied. */
        record Overflowed() implements Signal {}

        /** A message. */
        record Received(Delivery delivery) implements Signal {}

        /**
         * Where Redis was at a heartbeat.
         *
         * @param heads of the namespaces that it holds
         * @param absent namespaces that were asked for and that it does not hold
         * @param cleared namespaces in doubt that are complete now
         */
        record HeadsSeen(Map<Namespace, Head> heads, Set<Namespace> absent, Set<Namespace> cleared) implements Signal {
            public HeadsSeen {
                heads = Map.copyOf(heads);
                absent = Set.copyOf(absent);
                cleared = Set.copyOf(cleared);
            }
        }

        /** Nothing came in time. */
        record Silence() implements Signal {}
    }

    @Override
    public void confirmed() {
        put(() -> connection = new Signal.Confirmed());
    }

    @Override
    public void lost() {
        put(() -> connection = new Signal.Lost());
    }

    @Override
    public void received(Delivery delivery) {
        put(() -> {
            if (deliveries.size() >= capacity) {
                deliveries.clear();
                overflowed = true;
            }
            deliveries.add(delivery);
        });
    }

    void headsSeen(Signal.HeadsSeen seen) {
        put(() -> heads = seen);
    }

    /** The next signal, waiting for one at most that long. */
    Signal take(Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (true) {
                var signal = poll();
                if (signal != null) {
                    return signal;
                }
                if (nanos <= 0) {
                    return new Signal.Silence();
                }
                nanos = arrived.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Signal poll() {
        if (connection != null) {
            var signal = connection;
            connection = null;
            return signal;
        }
        if (overflowed) {
            overflowed = false;
            return new Signal.Overflowed();
        }
        var delivery = deliveries.poll();
        if (delivery != null) {
            return new Signal.Received(delivery);
        }
        var signal = heads;
        heads = null;
        return signal;
    }

    private void put(Runnable change) {
        lock.lock();
        try {
            change.run();
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }
}
