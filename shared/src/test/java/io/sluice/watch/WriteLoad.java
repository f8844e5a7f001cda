package io.sluice.watch;

import static io.sluice.store.TestStore.set;

import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.store.SettingStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** One change after the other at a steady pace, until it is closed. */
final class WriteLoad implements AutoCloseable {
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "write-load"));
    private final List<Duration> took = new CopyOnWriteArrayList<>();
    private final Future<?> writing;

    /**
     * Begins.
     *
     * @param pause from one write to the next
     * @param changes to write, which count from 0
     */
    WriteLoad(SettingStore store, Namespace namespace, Duration pause, IntFunction<? extends Change> changes) {
        Runnable write = () -> {
            long begun = System.nanoTime();
            store.write(set(namespace, changes.apply(took.size())));
            took.add(Duration.ofNanos(System.nanoTime() - begun));
        };
        writing = thread.scheduleAtFixedRate(write, 0, pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** How long each write took so far. */
    List<Duration> took() {
        return took;
    }

    /** Ends it, and fails if a write has. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("write load: still writing (expected: ended)");
            }
            writing.get();
        } catch (CancellationException ended) {
            // by the shutdown, and so not by a failure
        } catch (ExecutionException e) {
            throw new IllegalStateException("write load: a write failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("write load: interrupted while it ends", e);
        }
    }
}
