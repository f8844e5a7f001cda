package io.sluice.testing;

import io.sluice.store.Delivery;
import io.sluice.store.Feed;
import io.sluice.store.Scope;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What lies between the store and its subscribers, and can be cut. One thread, {@code sluice-in-memory}, carries
 * everything in the order in which it was handed over; it alone touches the state in here, holds no lock while it calls a
 * subscriber, and after {@link #close} carries nothing.
 */
final class Network implements AutoCloseable {
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
                var carrying = new Thread(task, "sluice-in-memory");
                carrying.setDaemon(true);
                return carrying;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    // Of that thread alone.
    private final Set<Line> lines = new LinkedHashSet<>();
    private boolean connected = true;

    /** What was last asked for, and is or will be so. */
    private volatile boolean wanted = true;

    /** Confirmed at once, or as soon as there is a connection. */
    Feed.Subscription subscribe(Scope scope, Feed.Subscriber subscriber) {
        var line = new Line(scope, subscriber);
        thread.execute(() -> {
            lines.add(line);
            if (connected) {
                line.tell(subscriber::confirmed);
            }
        });
        return line;
    }

    /** Sends a message to whoever is subscribed and connected. */
    void publish(Delivery delivery) {
        thread.execute(() -> {
            if (connected) {
                lines.forEach(line -> line.bring(delivery));
            }
        });
    }

    /** Whether it carries messages, or is about to. */
    boolean isConnected() {
        return wanted;
    }

    void disconnect() {
        wanted = false;
        thread.execute(() -> {
            if (connected) {
                connected = false;
                lines.forEach(line -> line.tell(line.subscriber::lost));
            }
        });
    }

    void connect() {
        wanted = true;
        thread.execute(() -> {
            if (!connected) {
                connected = true;
                lines.forEach(line -> line.tell(line.subscriber::confirmed));
            }
        });
    }

    @Override
    public void close() {
        disconnect();
        thread.shutdown();
    }

    private final class Line implements Feed.Subscription {
        private final Scope scope;
        private final Feed.Subscriber subscriber;
        private volatile boolean closed;

        Line(Scope scope, Feed.Subscriber subscriber) {
            this.scope = scope;
            this.subscriber = subscriber;
        }

        /** What was handed over before the subscription was closed may come up after that. */
        void tell(Runnable what) {
            if (!closed) {
                what.run();
            }
        }

        void bring(Delivery delivery) {
            if (scope.includes(delivery.namespace())) {
                tell(() -> subscriber.received(delivery));
            }
        }

        @Override
        public void reset() {
            thread.execute(() -> {
                if (connected) {
                    tell(subscriber::lost);
                    tell(subscriber::confirmed);
                }
            });
        }

        @Override
        public void probe(Runnable answered) {
            thread.execute(() -> {
                if (connected) {
                    tell(answered);
                }
            });
        }

        @Override
        public void close() {
            closed = true;
            thread.execute(() -> lines.remove(this));
        }
    }
}
