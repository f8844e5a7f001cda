package io.sluice.batch.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.batch.run.Run;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;

/** D5 and D10: drains that nothing keeps apart, under writes that do not stop. */
class DrainsAtOnceIT {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration UNDER_LOAD =
            Duration.ofSeconds(Integer.getInteger("sluice.test.drains-at-once.seconds", 15));
    private static final String SCHEMA = "drains_at_once_it";
    private static final int NAMESPACES = 3;

    /** The lease is one for each scope, so drains of all namespaces and of each of them take no notice of each other. */
    @Test
    void d5DrainsWhenNothingKeepsThemApartThenNothingIsLostOrGoesBack() throws Exception {
        var url = DatabaseServer.shared().freshSchema(SCHEMA);
        try (var redis = RedisServer.launch();
                var one = BatchNode.start(redis, url, "spring.quartz.auto-startup=false");
                var two = BatchNode.start(redis, url, "spring.quartz.auto-startup=false")) {
            var namespaces = IntStream.range(0, NAMESPACES)
                    .mapToObj(i -> one.namespace())
                    .toList();
            Map<Namespace, Queue<Long>> changes = new ConcurrentHashMap<>();
            var goOn = new AtomicBoolean(true);
            var copies = new Copies(redis, one.jdbc());
            var threads = Executors.newCachedThreadPool();
            List<Future<?>> work = new ArrayList<>();
            try {
                for (var namespace : namespaces) {
                    work.add(threads.submit(() -> write(one, namespace, of(namespace, changes), goOn)));
                    work.add(threads.submit(() -> drain(two, new RunScope(namespace), goOn)));
                    work.add(threads.submit(() -> observe(copies, namespace, goOn)));
                }
                var all = threads.submit(() -> drain(one, RunScope.ALL, goOn));
                long until = System.nanoTime() + UNDER_LOAD.toNanos();
                Deadline.await("time under load", UNDER_LOAD.plus(LONGEST), () -> System.nanoTime() > until);
                goOn.set(false);
                assertThat(all.get()).as("drains of all").isPositive();
                for (var each : work) {
                    each.get();
                }
            } finally {
                goOn.set(false);
                threads.shutdownNow();
            }

            assertThat(one.await(one.start(RunScope.ALL)).status()).isEqualTo(BatchStatus.COMPLETED);
            for (var namespace : namespaces) {
                assertThat(copies.isDrained(namespace)).as("drained").isTrue();
                copies.requireLawful(namespace);
                assertThat(of(namespace, changes)).as("changes").hasSizeGreaterThan(100);
                copies.requireEqual(namespace, of(namespace, changes));
            }
        }
    }

    @Test
    void d10DrainWhenOneSettingIsHotThenTheRunEndsAndAllOthersAreArchivedWithinTwo() throws Exception {
        var node = BatchNode.shared();
        var namespace = node.namespace();
        var goOn = new AtomicBoolean(true);
        var threads = Executors.newSingleThreadExecutor();
        try {
            var hot = threads.submit(() -> {
                int writes = 0;
                for (; goOn.get(); writes++) {
                    node.put(namespace, "hot", Integer.toString(writes));
                }
                return writes;
            });
            for (int i = 0; i < 100; i++) {
                node.put(namespace, "n" + i, "1");
            }
            var runs = List.of(node.drain(namespace), node.drain(namespace));
            goOn.set(false);
            assertThat(hot.get()).as("writes of the hot one").isGreaterThan(100);
            assertThat(runs).extracting(Run::status).containsOnly(BatchStatus.COMPLETED);
            assertThat(node.archived(namespace).stream().filter(row -> row.startsWith("n")))
                    .hasSize(100);
        } finally {
            goOn.set(false);
            threads.shutdownNow();
        }
    }

    private static Queue<Long> of(Namespace namespace, Map<Namespace, Queue<Long>> changes) {
        return changes.computeIfAbsent(namespace, absent -> new ConcurrentLinkedQueue<>());
    }

    /** Singles, removals and change sets; notes the revision of each change. */
    private static int write(BatchNode node, Namespace namespace, Queue<Long> changes, AtomicBoolean goOn) {
        var random = new Random(namespace.hashCode());
        int writes = 0;
        for (; goOn.get(); writes++) {
            int from = random.nextInt(40);
            var value = Integer.toString(writes);
            switch (random.nextInt(4)) {
                case 0 -> changes.add(node.remove(namespace, "n" + from).micros());
                case 1 -> {
                    var set = IntStream.range(from, from + 20)
                            .mapToObj(i -> new Change.Put(new SettingName("n" + i), new SettingValue(value)))
                            .toArray(Change[]::new);
                    changes.addAll(Collections.nCopies(
                            set.length, node.write(namespace, set).micros()));
                }
                default -> changes.add(node.put(namespace, "n" + from, value).micros());
            }
        }
        return writes;
    }

    private static int drain(BatchNode node, RunScope scope, AtomicBoolean goOn) {
        int runs = 0;
        for (; goOn.get(); runs++) {
            assertThat(node.await(node.start(scope)).status()).isEqualTo(BatchStatus.COMPLETED);
        }
        return runs;
    }

    /** No row ever goes back. */
    private static int observe(Copies copies, Namespace namespace, AtomicBoolean goOn) {
        var before = copies.revisions(namespace);
        int looks = 0;
        for (; goOn.get(); looks++) {
            var now = copies.revisions(namespace);
            before.forEach(
                    (name, revision) -> assertThat(now.get(name)).as(name).isGreaterThanOrEqualTo(revision));
            copies.requireLawful(namespace);
            before = now;
        }
        return looks;
    }
}
