package io.sluice.watch;

import static io.sluice.store.TestStore.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.RedisServer;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Namespace;
import io.sluice.setting.Origin;
import io.sluice.setting.RequestId;
import io.sluice.setting.Revision;
import io.sluice.store.Durability;
import io.sluice.store.Proofs;
import io.sluice.store.RedisStore;
import io.sluice.store.StoreException;
import io.sluice.store.TestStore;
import io.sluice.store.WriteResult.Applied;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A writer for each of several namespaces, which repeats a request that was refused, or of which nobody knows what became, until it
 * has its answer, and remembers what it was answered and what was proven. It looks at what is there afterwards from outside.
 */
final class TopologyLoad implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final Duration PROVEN = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int NAMES = 25;

    private final RedisStore store;
    private final Proofs proofs;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Writer> writers;
    private final List<Future<?>> writing = new ArrayList<>();
    private final AtomicInteger repeated = new AtomicInteger();
    private volatile boolean ended;

    TopologyLoad(RedisStore store, List<Namespace> namespaces) {
        this.store = store;
        proofs = store.proofs(1);
        writers = namespaces.stream().map(Writer::new).toList();
        writers.forEach(writer -> writing.add(threads.submit(writer)));
    }

    /** What one of them was told. */
    private final class Writer implements Runnable {
        final Namespace namespace;
        final Map<String, Revision> acknowledged = new HashMap<>();
        final Map<String, Revision> proven = new HashMap<>();
        final AtomicInteger written = new AtomicInteger();

        Writer(Namespace namespace) {
            this.namespace = namespace;
        }

        @Override
        public void run() {
            for (int i = 0; !ended; i++) {
                var name = "n" + i % NAMES;
                var origin = new Origin(TestStore.AUTHOR, "a test", RequestId.random());
                var applied = carryOut(new ChangeSet(namespace, List.of(put(name, Integer.toString(i))), origin));
                if (applied != null) {
                    var revision = applied.head().revision();
                    acknowledged.put(name, revision);
                    written.incrementAndGet();
                    if (isProven(namespace, applied)) {
                        proven.put(name, revision);
                    }
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** Null if the load has ended before there was an answer. */
    private @Nullable Applied carryOut(ChangeSet changes) {
        while (!ended) {
            try {
                return (Applied) store.settings().write(changes);
            } catch (StoreException again) {
                repeated.incrementAndGet();
                LockSupport.parkNanos(10 * PAUSE.toNanos());
            }
        }
        return null;
    }

    private boolean isProven(Namespace namespace, Applied applied) {
        try {
            proofs.prove(namespace, applied, Durability.REPLICATED).get(PROVEN.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException | StoreException notProven) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    int written() {
        return writers.stream().mapToInt(writer -> writer.written.get()).sum();
    }

    /** How often a request had to be made again. */
    int repeated() {
        return repeated.get();
    }

    /** Until each has written so many more. */
    void awaitMore(int many) {
        int before = written();
        await().atMost(SOON).until(() -> written() >= before + many);
    }

    /** Until every writer has written once more. */
    void awaitAllToWrite() {
        for (var writer : writers) {
            int before = writer.written.get();
            await().atMost(SOON).until(() -> writer.written.get() > before);
        }
    }

    /** Ends it; what it remembers stays. */
    void end() throws ExecutionException, InterruptedException {
        ended = true;
        for (var each : writing) {
            each.get();
        }
    }

    /** Everything that was acknowledged is there, or something newer. */
    void requireAcknowledged(Function<Namespace, RedisServer> holder) {
        writers.forEach(writer -> require(writer, writer.acknowledged, holder));
    }

    /** Everything that was proven is there, or something newer. */
    void requireProven(Function<Namespace, RedisServer> holder) {
        writers.forEach(writer -> require(writer, writer.proven, holder));
    }

    private static void require(Writer writer, Map<String, Revision> owed, Function<Namespace, RedisServer> holder) {
        assertThat(owed).isNotEmpty();
        var there =
                Copy.inRedis(holder.apply(writer.namespace), writer.namespace).revisions();
        owed.forEach((name, revision) -> assertThat(there.getOrDefault(name, 0L))
                .as("%s/%s", writer.namespace, name)
                .isGreaterThanOrEqualTo(revision.micros()));
    }

    @Override
    public void close() {
        ended = true;
        threads.shutdownNow();
        proofs.close();
    }
}
