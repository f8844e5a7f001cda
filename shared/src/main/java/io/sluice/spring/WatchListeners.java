package io.sluice.spring;

import io.sluice.setting.Namespace;
import io.sluice.watch.WatchListener;
import io.sluice.watch.WatchState;
import java.time.Duration;
import java.util.List;

/** Several listeners as one. */
record WatchListeners(List<WatchListener> all) implements WatchListener {
    @Override
    public void applied(Namespace namespace, int changes, Duration delay) {
        all.forEach(listener -> listener.applied(namespace, changes, delay));
    }

    @Override
    public void caughtUp(Namespace namespace, Cause cause, int entries, Duration took) {
        all.forEach(listener -> listener.caughtUp(namespace, cause, entries, took));
    }

    @Override
    public void salvaged(Namespace namespace, int entries) {
        all.forEach(listener -> listener.salvaged(namespace, entries));
    }

    @Override
    public void moved(Namespace namespace, WatchState from, WatchState to) {
        all.forEach(listener -> listener.moved(namespace, from, to));
    }
}
