package io.sluice.spring;

import io.sluice.setting.Namespace;
import io.sluice.watch.WatchListener;
import io.sluice.watch.WatchState;
import java.time.Duration;

/** Publishes what a watcher does as application events. */
final class WatchEvents implements WatchListener {
    private final ApplicationEvents events;

    WatchEvents(ApplicationEvents events) {
        this.events = events;
    }

    @Override
    public void moved(Namespace namespace, WatchState from, WatchState to) {
        events.publish(new ReplicaStateEvent(namespace, from, to));
    }

    @Override
    public void moved(WatchState from, WatchState to) {
        events.publish(new WatcherStateEvent(from, to));
    }

    @Override
    public void resynced(Namespace namespace, Kind kind, Cause cause, int entries, Duration took) {
        events.publish(new ReplicaResyncEvent(namespace, kind, cause, entries, took));
    }
}
