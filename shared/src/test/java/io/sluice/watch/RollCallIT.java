package io.sluice.watch;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import io.sluice.store.Follower;
import io.sluice.store.RedisStore;
import io.sluice.store.StoreLimits;
import io.sluice.store.TestStore;
import io.sluice.store.WriteResult.Applied;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Subscribers that report so rarely by themselves that only a call makes them. */
@Tag("servers")
class RollCallIT {
    private static final RedisServer REDIS = RedisServer.shared();
    private static final RedisStore STORE = TestStore.on(REDIS.host(), REDIS.port());
    private static final Duration NEVER = Duration.ofMinutes(10);

    private final Namespace namespace = newNamespace();

    @AfterAll
    static void closeStore() {
        STORE.close();
    }

    @Test
    void askWhenAllIsAppliedThenIsReportedAndToldAtOnce() {
        write(STORE, put("a", "1"));
        var notes = new AtomicInteger();
        try (var subscriber = live();
                var call = STORE.rollCall(notes::incrementAndGet)) {
            var written = write(STORE, put("a", "2"));
            call.ask(namespace, written);
            await().until(() -> isReported(subscriber, written));
            await().until(() -> notes.get() > 0);
        }
    }

    @Test
    void askWhenTheChangesAreFetchedThenIsReportedBehindThem() {
        write(STORE, put("a", "1"));
        var names = new StoreLimits(Duration.ofMinutes(1), 0, 1000);
        // Long enough that the call comes before the catch-up.
        var setup = Subscriber.at(REDIS.host(), REDIS.port(), namespace)
                .heartbeat(NEVER)
                .jitter(Duration.ofSeconds(2));
        try (var namesOnly = TestStore.on(REDIS.host(), REDIS.port(), names);
                var subscriber = setup.live();
                var call = STORE.rollCall(() -> {})) {
            var written = write(namesOnly, put("a", "2"));
            call.ask(namespace, written);
            await().until(() -> isReported(subscriber, written));
        }
    }

    @Test
    void askWhenTheMessageOfTheWriteWasLostThenIsCaughtUpWithFirst() {
        write(STORE, put("a", "1"));
        try (var subscriber = live();
                var call = STORE.rollCall(() -> {})) {
            subscriber.feed().next(UnreliableFeed.Fate.IS_LOST);
            var written = write(STORE, put("a", "2"));
            call.ask(namespace, written);
            await().until(() -> isReported(subscriber, written));
        }
    }

    @Test
    void askWhenRepeatedOftenThenReportsAreShared() {
        var written = write(STORE, put("a", "1"));
        var notes = new AtomicInteger();
        try (var subscriber = live();
                var call = STORE.rollCall(notes::incrementAndGet)) {
            int arrived = subscriber.feed().arrived();
            for (int i = 0; i < 500; i++) {
                call.ask(namespace, written);
            }
            await().until(() -> subscriber.feed().arrived() >= arrived + 500);
            var last = write(STORE, put("a", "2"));
            call.ask(namespace, last);
            await().until(() -> isReported(subscriber, last));
            assertThat(notes.get()).isLessThan(250);
        }
    }

    @Test
    void askWhenTheNodeFollowsAnotherNamespaceThenItIsNoneOfThem() {
        var written = write(STORE, put("a", "1"));
        try (var subscriber = Subscriber.at(REDIS.host(), REDIS.port(), newNamespace())
                        .heartbeat(NEVER)
                        .start();
                var call = STORE.rollCall(() -> {})) {
            await().until(() ->
                    STORE.nodes().live().stream().anyMatch(report -> report.id().equals(subscriber.id())));
            call.ask(namespace, written);
            assertThat(STORE.nodes().followers(namespace)).isEmpty();
        }
    }

    @Test
    void reportWhenAskedThenListenersWereToldBefore() {
        write(STORE, put("a", "1"));
        var told = new AtomicInteger();
        var listener = new WatchListener() {
            @Override
            public void changed(Snapshot before, Snapshot after, Collection<SettingName> names) {
                told.incrementAndGet();
            }
        };
        var setup = Subscriber.at(REDIS.host(), REDIS.port(), namespace)
                .heartbeat(NEVER)
                .telling(listener);
        try (var subscriber = setup.live();
                var call = STORE.rollCall(() -> {})) {
            int before = told.get();
            var written = write(STORE, put("a", "2"));
            call.ask(namespace, written);
            await().until(() -> isReported(subscriber, written));
            assertThat(told.get()).isEqualTo(before + 1);
        }
    }

    private Subscriber live() {
        return Subscriber.at(REDIS.host(), REDIS.port(), namespace)
                .heartbeat(NEVER)
                .live();
    }

    private boolean isReported(Subscriber subscriber, Head head) {
        return STORE.nodes().followers(namespace).equals(List.of(new Follower(subscriber.id(), head, List.of())));
    }

    private Head write(RedisStore store, Change... changes) {
        return ((Applied) store.settings().write(set(namespace, changes))).head();
    }
}
