package io.sluice.spring;

import io.sluice.watch.Watcher;
import org.springframework.context.SmartLifecycle;

/** Starts the watcher before anything serves requests, and ends it after. */
final class WatcherLifecycle implements SmartLifecycle {
    private final Watcher watcher;
    private volatile boolean running;

    WatcherLifecycle(Watcher watcher) {
        this.watcher = watcher;
    }

    @Override
    public void start() {
        watcher.start();
        running = true;
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
