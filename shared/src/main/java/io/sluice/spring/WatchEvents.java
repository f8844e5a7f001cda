package io.sluice.spring;

import io.sluice.setting.Namespace;
import io.sluice.watch.WatchListener;
import io.sluice.watch.WatchState;
import org.springframework.context.ApplicationEventPublisher;

/** Publishes what a watcher does as application events. */
final class WatchEvents implements WatchListener {
    private final ApplicationEventPublisher publisher;

    WatchEvents(ApplicationEventPublisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public void moved(Namespace namespace, WatchState from, WatchState to) {
        publisher.publishEvent(new ReplicaStateEvent(namespace, from, to));
    }
}
