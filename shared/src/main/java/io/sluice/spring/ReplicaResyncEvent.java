package io.sluice.spring;

import io.sluice.setting.Namespace;
import io.sluice.watch.WatchListener.Cause;
import io.sluice.watch.WatchListener.Kind;
import java.time.Duration;

/**
 * A replica has caught up with Redis; for {@code @EventListener}. Published in order, on a thread of its own.
 *
 * @param entries how many it read for that
 */
public record ReplicaResyncEvent(Namespace namespace, Kind kind, Cause cause, int entries, Duration took) {}
