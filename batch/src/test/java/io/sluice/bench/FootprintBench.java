package io.sluice.bench;

import io.sluice.servers.Heap;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisSetup;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Origin;
import io.sluice.setting.RequestId;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.RedisStore;
import io.sluice.store.TestStore;
import io.sluice.watch.WatchListener;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** What settings take up: in Redis, for ever, until they are drained and for a day; and in a replica. */
final class FootprintBench {
    private static final String BENCH = "footprint";
    private static final String KEY = "sluice:{%s}:".formatted(WritesBench.NAMESPACE);
    private static final int SETTINGS = 100_000;
    private static final int PAGE = 1000;
    private static final int[] BYTES = {100, 1024};

    private FootprintBench() {}

    static void run(Rounds rounds, Results results) {
        for (int bytes : BYTES) {
            try (var redis = RedisServer.launch(RedisSetup.temporary().with("appendfsync", "no"));
                    var store = TestStore.on(redis.host(), redis.port())) {
                var what = "a setting of %d bytes, ".formatted(bytes);
                store.settings().register(WritesBench.NAMESPACE);
                write(store, bytes);
                results.count(BENCH, what + "bytes in Redis", each(redis, "settings") + each(redis, "feed"));
                results.count(BENCH, what + "more bytes while it is dirty", each(redis, "dirty"));

                long first = bytes(redis, "history");
                write(store, bytes);
                results.count(
                        BENCH,
                        what + "bytes in Redis of a change in the history, until it is drained",
                        (bytes(redis, "history") - first) / SETTINGS);

                var answered = RequestId.random();
                store.settings()
                        .write(new ChangeSet(
                                WritesBench.NAMESPACE,
                                List.of(put(0, bytes)),
                                new Origin("alice", "a bench", answered)));
                results.count(
                        BENCH,
                        "bytes in Redis of the answer to a request, for as long as it is remembered",
                        bytes(redis, "request:" + answered.text()));

                long before = Heap.held();
                try (var subscriber =
                        new Subscribers(redis, 1, Duration.ofSeconds(2), number -> new WatchListener() {})) {
                    results.count(BENCH, what + "bytes of heap in a replica", (Heap.held() - before) / SETTINGS);
                    if (!subscriber.areLive()) {
                        throw new IllegalStateException("subscriber: not live (expected: live)");
                    }
                }
            }
        }
    }

    private static void write(RedisStore store, int bytes) {
        for (int from = 0; from < SETTINGS; from += PAGE) {
            var changes = IntStream.range(from, from + PAGE)
                    .<Change>mapToObj(i -> put(i, bytes))
                    .toList();
            store.settings()
                    .write(new ChangeSet(
                            WritesBench.NAMESPACE, changes, new Origin("alice", "a bench", RequestId.random())));
        }
    }

    private static Change.Put put(int i, int bytes) {
        return new Change.Put(
                new SettingName("service-%d/limit-%d".formatted(i % 100, i)),
                new SettingValue("\"" + "x".repeat(bytes - 2) + "\""));
    }

    private static long each(RedisServer redis, String key) {
        return bytes(redis, key) / SETTINGS;
    }

    /** All of it, without an estimate. */
    private static long bytes(RedisServer redis, String key) {
        return (Long) Objects.requireNonNull(redis.command("MEMORY", "USAGE", KEY + key, "SAMPLES", "0"));
    }
}
