package io.sluice.bench;

import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisSetup;
import io.sluice.servers.RedisUsers;
import io.sluice.setting.Namespace;
import io.sluice.watch.WatchListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Admin writes while a fleet comes back that has lost all its connections at one moment, beside those before. */
final class ReconnectBench {
    private static final int SUBSCRIBERS = 200;
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration LEAST = Duration.ofSeconds(2);

    private ReconnectBench() {}

    static void run(Rounds rounds, Results results) throws Exception {
        Set<Integer> back = ConcurrentHashMap.newKeySet();
        List<Double> took = new ArrayList<>();
        List<Double> busy = new ArrayList<>();
        try (var redis = RedisServer.launch(RedisSetup.temporary().with("appendfsync", "no"));
                var writer = WriterProcess.start(redis)) {
            try (var fleet = new Subscribers(redis, SUBSCRIBERS, Duration.ofSeconds(2), number -> new WatchListener() {
                @Override
                public void resynced(Namespace namespace, Kind kind, Cause cause, int entries, Duration time) {
                    back.add(number);
                }
            })) {
                rounds.compare(
                        "writes at 50/s, %d reconnect, p99".formatted(SUBSCRIBERS),
                        "µs",
                        Target.atMost(3),
                        () -> {
                            back.clear();
                            var live = new Live(() -> back.size() == SUBSCRIBERS && fleet.areLive());
                            var p99 = new DoubleAdder();
                            var counts = RedisCounts.during(redis, () -> {
                                redis.command("CLIENT", "KILL", "USER", RedisUsers.SUBSCRIBER);
                                p99.add(p99(writer, live::isSo));
                            });
                            took.add(live.millis());
                            busy.add(counts.cpuMicros() / 1e3);
                            return p99.sum();
                        },
                        () -> p99(writer, () -> true));
            }
        }
        tell(results, "ms until all %d are LIVE again".formatted(SUBSCRIBERS), took);
        tell(results, "ms of Redis' processor meanwhile, and for the writes and their messages", busy);
    }

    private static void tell(Results results, String what, List<Double> millis) {
        var figures = new Figures(millis);
        results.count(
                "reconnect",
                what,
                String.format(Locale.ROOT, "%.0f (%.0f to %.0f)", figures.median(), figures.least(), figures.most()));
    }

    /** How long it took until it was so, as far as anybody has asked. */
    private static final class Live {
        private final BooleanSupplier condition;
        private final long begun = System.nanoTime();
        private long since;

        Live(BooleanSupplier condition) {
            this.condition = condition;
        }

        boolean isSo() {
            if (since == 0 && condition.getAsBoolean()) {
                since = System.nanoTime();
            }
            return since != 0;
        }

        double millis() {
            return (since - begun) / 1e6;
        }
    }

    /** Of the writes that are due in the least time, and until it is over; in microseconds. */
    private static double p99(WriterProcess writer, BooleanSupplier isOver) {
        long begun = System.nanoTime();
        while (!isOver.getAsBoolean() || System.nanoTime() - begun < LEAST.toNanos()) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return writer.p99(begun, System.nanoTime());
    }
}
