package io.sluice.spring;

import io.sluice.watch.WatchState;

/**
 * The state of all replicas together, which is the worst of theirs, has changed; for {@code @EventListener}. Published in
 * order, on a thread of its own.
 */
public record WatcherStateEvent(WatchState from, WatchState to) {}
