package io.sluice.spring;

import io.sluice.setting.Namespace;
import io.sluice.watch.WatchState;

/** A replica's state has changed; for {@code @EventListener}. Published in order, on a thread of its own. */
public record ReplicaStateEvent(Namespace namespace, WatchState from, WatchState to) {}
