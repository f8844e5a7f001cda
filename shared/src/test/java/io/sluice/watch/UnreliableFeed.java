package io.sluice.watch;

import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.store.Delivery;
import io.sluice.store.Feed;
import io.sluice.store.FeedPage;
import io.sluice.store.Scope;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A feed on which the next message meets a fate of the test's choice, and the test does something around every read. */
final class UnreliableFeed implements Feed {
    private final Feed feed;
    private final AtomicReference<Fate> next = new AtomicReference<>(Fate.ARRIVES);
    private final AtomicInteger arrived = new AtomicInteger();
    private volatile Reading reading = new Reading() {};

    // Of the watcher's thread alone.
    private int page;

    UnreliableFeed(Feed feed) {
        this.feed = feed;
    }

    /** What becomes of a message on its way. */
    @FunctionalInterface
    interface Fate {
        Fate ARRIVES = (message, subscriber) -> subscriber.accept(message);
        Fate IS_LOST = (message, subscriber) -> {};
        Fate ARRIVES_TWICE = ARRIVES.then(ARRIVES);

        void befall(Delivery message, Consumer<Delivery> subscriber);

        private Fate then(Fate other) {
            return (message, subscriber) -> {
                befall(message, subscriber);
                other.befall(message, subscriber);
            };
        }
    }

    /** Told of the pages of a catch-up, which count from 0, on the thread that reads them. */
    interface Reading {
        default void before(int page) {}

        /** The last one is that which no other follows. */
        default void after(int page, boolean last) {}
    }

    /** The next message meets this fate, and those behind it arrive. */
    void next(Fate fate) {
        next.set(fate);
    }

    /** The next two messages arrive in the other order. */
    void swapNext() {
        next((first, subscriber) -> next((second, same) -> {
            same.accept(second);
            same.accept(first);
        }));
    }

    /** How many messages came, whatever became of them. */
    int arrived() {
        return arrived.get();
    }

    void around(Reading what) {
        reading = what;
    }

    @Override
    public FeedPage since(Namespace namespace, @Nullable Position after) {
        page = 0;
        return read(() -> feed.since(namespace, after));
    }

    @Override
    public FeedPage next(Namespace namespace, FeedPage before) {
        return read(() -> feed.next(namespace, before));
    }

    private FeedPage read(Supplier<FeedPage> how) {
        reading.before(page);
        var read = how.get();
        reading.after(page, !(read instanceof FeedPage.Changes changes && changes.cursor() != null));
        page++;
        return read;
    }

    @Override
    public Optional<Head> head(Namespace namespace) {
        return feed.head(namespace);
    }

    @Override
    public boolean isComplete(Namespace namespace) {
        return feed.isComplete(namespace);
    }

    @Override
    public Set<Namespace> namespaces() {
        return feed.namespaces();
    }

    @Override
    public Subscription subscribe(Scope scope, Duration pulse, Subscriber subscriber) {
        return feed.subscribe(scope, pulse, new Subscriber() {
            @Override
            public void confirmed() {
                subscriber.confirmed();
            }

            @Override
            public void received(Delivery delivery) {
                arrived.incrementAndGet();
                next.getAndSet(Fate.ARRIVES).befall(delivery, subscriber::received);
            }

            @Override
            public void lost() {
                subscriber.lost();
            }
        });
    }
}
