package io.sluice.spring;

import io.sluice.watch.Watcher;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/** Starts the watcher before anything serves requests, and ends it after. */
final class WatcherLifecycle implements SmartLifecycle {
    private final Watcher watcher;
    private volatile boolean running;

    WatcherLifecycle(Watcher watcher) {
        this.watcher = watcher;
    }

    /** Starts it, if it has not been started. */
    @Override
    public void start() {
        if (!running) {
            running = true;
            watcher.start();
        }
    }

    /** Waits until everything is caught up with for the first time; false when the time was up before that. */
    boolean awaitLive(Duration patience) {
        try {
            return watcher.awaitLive(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void stop() {
        watcher.close();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return 0;
    }
}
