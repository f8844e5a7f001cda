package io.sluice.spring;

import io.sluice.setting.Namespace;
import io.sluice.watch.WatchState;

/**
 * A replica's state has changed; for {@code @EventListener}. Published on the watcher's thread: a listener that takes
 * its time holds up the changes behind it.
 */
public record ReplicaStateEvent(Namespace namespace, WatchState from, WatchState to) {}
